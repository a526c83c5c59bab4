import { appendFileSync } from 'node:fs';
import { Agent, type IncomingMessage, request as requestOf, type ServerResponse } from 'node:http';
import { callerOf, LOOPBACK } from '../aws-local.ts';
import type { Endpoints } from '../functions/environment-variables.ts';
import type { Hops } from '../hops.ts';
import { httpService } from '../http-service.ts';
import { logFile } from '../processes/open-log.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';
import type { LocalFunction, LocalTable } from '../template/read-stack.ts';
import { decide } from './decide.ts';
import type { Grant } from './grant.ts';
import { type GuardedService, guardedService } from './guarded-services.ts';
import { partitionKeysOf } from './leading-keys.ts';
import { jsonRefusal, notAuthorized, type Refusal } from './refusal.ts';

// The largest call that any of the services takes: a BatchWriteItem.
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export type PolicyDoorOptions = {
  port: number;
  endpoints: Endpoints;
  functions: readonly LocalFunction[];
  tables: readonly LocalTable[];
  /** The data folder; a denial is a line in the function's own log. */
  folder: string;
  /** Hears of each grant that a call has needed. */
  used(fn: LocalFunction, grant: Grant): void;
  hops: Hops;
};

/**
 * The one way from functions to every service: a call is passed on if the role of the function that signed it
 * allows it, and answered as AWS would if not. Whoever is no function is refused.
 */
export function policyDoor(options: PolicyDoorOptions): Service {
  const { port, endpoints, functions, folder, used, hops } = options;
  const partitionKeys = partitionKeysOf(options.tables);
  const agent = new Agent({ keepAlive: true });
  const callers = new Map(functions.map((fn) => [fn.name, fn]));

  const server = httpService('policy door', port, async (request, response) => {
    const caller = callerOf(request.headers.authorization);
    const service = guardedService(caller?.service ?? '');
    const endpoint = service && endpoints[service.engine];
    const fn = callers.get(caller?.name ?? '');
    if (!service || !endpoint || !fn) {
      const message = `The local stack knows no function ${caller?.name} that calls ${caller?.service}.`;
      return refuse(request, response, (service?.refusal ?? jsonRefusal)('UnknownCaller', message));
    }
    const body = service.passesBodyUnread ? undefined : await readBody(request, MAX_BODY_BYTES);
    const denial = denialOf(fn, service, request, body);
    if (denial !== undefined) {
      hops.record({ at: Date.now(), place: 'function', name: fn.name, detail: denial, ok: false });
      appendFileSync(logFile(folder, fn.name), `${denial}\n`);
      return refuse(request, response, service.refusal('AccessDenied', denial));
    }
    passOn(request, body, response, endpoint);
  });

  function denialOf(
    fn: LocalFunction,
    service: GuardedService,
    request: IncomingMessage,
    body: Buffer | undefined,
  ): string | undefined {
    const { method = 'GET', headers } = request;
    const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
    const call = { method, url, headers, body: body?.toString() ?? '', partitionKeys };
    const needs = service.needsOf(call);
    const decision = decide(fn.role.grants, needs);
    if (!decision.allowed) return notAuthorized(fn, decision.need, decision.explicitly);
    for (const grant of decision.used) used(fn, grant);
    return undefined;
  }

  function passOn(
    request: IncomingMessage,
    body: Buffer | undefined,
    response: ServerResponse,
    endpoint: string,
  ): void {
    const { method, headers, url: path } = request;
    const { hostname, port } = new URL(endpoint);
    const onward = requestOf({ hostname, port, method, path, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(response);
      answer.once('error', () => response.destroy());
    });
    // A lost engine is a lost connection for the function too, and a caller that is gone waits for nothing.
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    if (body) onward.end(body);
    else request.pipe(onward);
  }

  return {
    ...server,
    async stop() {
      await server.stop();
      agent.destroy();
    },
  };
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body }: ReturnType<Refusal>,
): void {
  request.resume();
  response.writeHead(status, { 'content-type': contentType });
  response.end(body);
}
