import type { IncomingMessage, ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Outcome } from '../functions/environment.ts';
import type { Hops } from '../hops.ts';
import { httpService } from '../http-service.ts';
import { readBody } from '../read-body.ts';
import type { Service } from '../running.ts';
import type { HttpApi, Route } from '../template/read-api.ts';
import type { LocalFunction } from '../template/read-stack.ts';
import { authorize } from './authorize.ts';
import { preflight, withCors } from './cors.ts';
import { gatewayEvent, splitUrl } from './gateway-event.ts';
import { type GatewayResponse, gatewayMessage, gatewayResponse } from './gateway-response.ts';
import { matchRoute } from './match-route.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const MAX_HEADER_BYTES = 10_240;
// Lambda's limit on a synchronous invocation, both ways.
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

export type FrontOptions = {
  api: HttpApi;
  port: number;
  invoke(fn: LocalFunction, event: unknown): Promise<Outcome>;
  hops: Hops;
};

/** Serves the HTTP API as API Gateway does: payload format 2.0, its limits and its own answers. */
export function front({ api, port, invoke, hops }: FrontOptions): Service {
  return httpService('HTTP API', port, async (request, response) => {
    const at = Date.now();
    const { path } = splitUrl(request.url ?? '/');
    const method = request.method ?? 'GET';
    const early = api.cors && preflight(api.cors, method, request.headers);
    if (early) {
      request.resume();
      return send(request, response, early);
    }
    const match = matchRoute(api.routes, method, path);
    const answer = await answerTo();
    const { origin } = request.headers;
    send(request, response, api.cors ? withCors(api.cors, origin, answer) : answer);
    const name = match?.route.key ?? 'no route';
    const detail = `${method} ${answer.status}`;
    hops.record({ at, place: 'http', name, detail, ok: answer.status < 500 });

    async function answerTo(): Promise<GatewayResponse> {
      const body = await readBody(request, MAX_BODY_BYTES);
      if (headerBytes(request) > MAX_HEADER_BYTES) {
        return gatewayMessage(431, 'Request Header Fields Too Large');
      }
      if (!match) return gatewayMessage(404, 'Not Found');
      if (!body) return gatewayMessage(413, 'Request Entity Too Large');
      const event = gatewayEvent({ apiId: api.id, match, request, body, now: new Date() });
      const { authorizer } = match.route;
      if (authorizer) {
        const verdict = await authorize(authorizer, event, (asked) => invoke(authorizer.fn, asked));
        if (!verdict.allowed) return verdict.response;
        const requestContext = {
          ...event.requestContext,
          authorizer: { lambda: verdict.context },
        };
        return callFunction(match.route, { ...event, requestContext });
      }
      return callFunction(match.route, event);
    }
  });

  async function callFunction(
    route: Route,
    event: APIGatewayProxyEventV2,
  ): Promise<GatewayResponse> {
    if (isTooLarge(event)) {
      return gatewayMessage(413, 'Request Entity Too Large');
    }
    const outcome = await within(route.timeoutMilliseconds, invoke(route.fn, event));
    if (outcome === undefined) return gatewayMessage(503, 'Service Unavailable');
    const fits = outcome.ok && outcome.payload.length <= MAX_PAYLOAD_BYTES;
    const response = fits ? gatewayResponse(outcome.payload) : undefined;
    return response ?? gatewayMessage(500, 'Internal Server Error');
  }
}

/** As JSON a body grows eightfold at most, all else with it: most need not be written down to be measured. */
function isTooLarge(event: APIGatewayProxyEventV2): boolean {
  const mayBe = (event.body?.length ?? 0) > MAX_PAYLOAD_BYTES / 8;
  return mayBe && JSON.stringify(event).length > MAX_PAYLOAD_BYTES;
}

/** Undefined if `work` takes longer; it goes on all the same, as on AWS. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function headerBytes({ method, url, rawHeaders }: IncomingMessage): number {
  const line = `${method} ${url} `.length;
  return rawHeaders.reduce((bytes, part) => bytes + Buffer.byteLength(part) + 2, line);
}

function send(request: IncomingMessage, response: ServerResponse, answer: GatewayResponse): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    ...(answer.status !== 204 && { 'content-length': answer.body.length }),
  });
  // The length of a HEAD answer is that of the body it does not have.
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}
