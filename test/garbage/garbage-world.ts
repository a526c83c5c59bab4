import type { Context } from 'aws-lambda';
import { authorize } from '../../infra/local/http/authorize.ts';
import { createApiKey, revokeApiKey } from '../../shared/api-keys.ts';
import type { Door } from '../../shared/http/door.ts';
import { TABLE_NAMES } from '../engine.ts';
import {
  type ProviderStandIn,
  startProviderStandIn,
  textAccepted,
} from '../functions/provider-stand-in.ts';
import { gatewayEvent, lambdaContext, type Request } from '../http/gateway-event.ts';
import { type QueueWorld, startQueues } from '../http/queue-world.ts';
import { pointEnvironmentAt, startWorld, type World } from '../http/world.ts';
import type { Keys } from './bad-keys.ts';
import { CANARY } from './canary.ts';
import { type Network, type Write, watchNetwork } from './network.ts';
import { captureOutput, type Output } from './output.ts';
import { stateOf } from './state.ts';
import { type Route, readTargets, type Targets } from './targets.ts';

export type Answer =
  | { status: number; headers: Record<string, string>; body: string }
  | { crashed: string };

export type Asked = { answer: Answer; writes: Write[] };

// biome-ignore lint/suspicious/noExplicitAny: one door takes what another would not.
export type Handler = (event: any, context: Context) => Promise<any>;

/** A deliberate mistake in one door: the handler that stands in for the genuine one. */
export type Mistake = { entry: string; instead(genuine: Handler, world: GarbageWorld): Handler };

const QUEUES = {
  WITHDRAWAL_SPOOL_URL: 'withdrawal-spool',
  EMAIL_SEND_QUEUE_URL: 'email-sends',
  SMS_SEND_QUEUE_URL: 'sms-sends',
  SUPPRESSION_QUEUE_URL: 'suppression-updates',
  EMAIL_UPDATE_QUEUE_URL: 'email-updates',
  SMS_UPDATE_QUEUE_URL: 'sms-updates',
  SERVICE_EMAIL_QUEUE_URL: 'service-emails',
  SERVICE_TEXT_QUEUE_URL: 'service-texts',
} as const;

export type QueueName = (typeof QUEUES)[keyof typeof QUEUES];

/** Every door of the service in this process, over the real engine, with all that they write in view. */
export type GarbageWorld = Pick<World, 'dynamo' | 'kms'> & {
  targets: Targets;
  keys: Keys;
  network: Network;
  output: Output;
  emails: ProviderStandIn;
  texts: ProviderStandIn;
  queues: Pick<QueueWorld, 'drain'>;
  handlerOf(entry: string): Handler;
  /** Puts a mistake in, until the answer is called. */
  mistake(mistake: Mistake): () => void;
  /** As the gateway does: the authorizer first, where the route has one. */
  ask(route: Route, request: Request): Promise<Asked>;
  /** The same by the route's name; throws unless it is answered with 2xx. */
  must(key: string, request: Request): Promise<string>;
  /** SHA-256 over every item of every table, but for what any request may write. */
  state(): Promise<string>;
  stop(): Promise<void>;
};

export async function startGarbageWorld(
  options: { isQuiet?: boolean } = {},
): Promise<GarbageWorld> {
  const world = await startWorld();
  const queues = await startQueues(...Object.values(QUEUES));
  const [emails, texts] = [await startProviderStandIn(), await startProviderStandIn()];
  texts.answerWith(textAccepted);
  const urls = Object.entries(QUEUES).map(([variable, name]) => [variable, queues.urlOf(name)]);
  pointEnvironmentAt({
    ...Object.fromEntries(urls),
    AWS_ENDPOINT_URL_DYNAMODB: process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    AWS_ENDPOINT_URL_SES: emails.endpoint,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: texts.endpoint,
    SES_CONFIGURATION_SET: 'marketing',
    SMS_CONFIGURATION_SET: 'marketing',
    RATE_LIMIT_PER_MINUTE: '1000000000',
  });
  const targets = readTargets();
  const handlers = await importHandlers(targets);
  const network = watchNetwork();
  const output = captureOutput({ isQuiet: false, ...options });
  const keys = await createKeys(world);
  // Behind prefix and id; it may hold underscores of its own.
  output.secrets.push(...Object.values(keys).map((key) => key.split('_').slice(2).join('_')));

  const handlerOf = (entry: string): Handler => {
    const handler = handlers.get(entry);
    if (!handler) throw new Error(`no handler ${entry}`);
    return handler;
  };
  const ask = (route: Route, request: Request) => {
    const invoked = () => invokeRoute(route, request, handlerOf, targets.authorizer);
    return network.during(invoked).then(({ result, writes }) => ({ answer: result, writes }));
  };

  const garbageWorld: GarbageWorld = {
    ...{ dynamo: world.dynamo, kms: world.kms, targets, keys, network, output, emails, texts },
    ...{ queues, handlerOf, ask },
    mistake({ entry, instead }) {
      const genuine = handlerOf(entry);
      handlers.set(entry, instead(genuine, garbageWorld));
      return () => void handlers.set(entry, genuine);
    },
    async must(key, request) {
      const route = targets.routes.find((one) => one.key === key);
      if (!route) throw new Error(`no route ${key}`);
      const { answer } = await ask(route, request);
      if ('status' in answer && answer.status < 300) return answer.body;
      throw new Error(`${key}: ${JSON.stringify(answer)}`);
    },
    state: () => stateOf(world.dynamo, Object.values(TABLE_NAMES)),
    async stop() {
      output.stop();
      network.stop();
      await Promise.all([emails.stop(), texts.stop(), queues.stop(), world.stop()]);
    },
  };

  async function invokeRoute(
    route: Route,
    request: Request,
    handler: typeof handlerOf,
    authorizer: string,
  ): Promise<Answer> {
    const event = gatewayEvent(request);
    event.requestContext.http.sourceIp = CANARY.ip;
    try {
      if (route.identityHeaders.length === 0)
        return answerOf(await handler(route.entry)(event, lambdaContext));
      const verdict = await authorize(route, event, async (asked) => ({
        ok: true,
        requestId: '',
        payload: JSON.stringify(await (handler(authorizer) as Handler)(asked, lambdaContext)),
      }));
      if (!verdict.allowed)
        return answerOf({ ...verdict.response, statusCode: verdict.response.status });
      const requestContext = { ...event.requestContext, authorizer: { lambda: verdict.context } };
      return answerOf(await handler(route.entry)({ ...event, requestContext }, lambdaContext));
    } catch (error) {
      output.noteCrash(error);
      return { crashed: String(error) };
    }
  }
  return garbageWorld;
}

type Raw = { statusCode?: number; headers?: Record<string, unknown>; body?: string | Uint8Array };

/** As it goes out: header names in lower case. */
function answerOf({ statusCode = 500, headers = {}, body = '' }: Raw): Answer {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
  return { status: statusCode, headers: Object.fromEntries(lower), body: body.toString() };
}

async function importHandlers({ routes, consumers, authorizer }: Targets) {
  const entries = new Set([...routes, ...consumers].map(({ entry }) => entry)).add(authorizer);
  const handlers = new Map<string, Handler>();
  for (const entry of entries) {
    const { handler } = (await import(`../../${entry}`)) as { handler: Door };
    handlers.set(entry, handler);
  }
  return handlers;
}

async function createKeys({ dynamo }: World): Promise<Keys> {
  const table = TABLE_NAMES.OPERATIONS_TABLE;
  const now = new Date();
  const scopes = ['check', 'send', 'suppressions', 'record', 'import', 'links', 'permits'] as const;
  const [good, careless] = [
    await createApiKey(dynamo, table, 'proof', scopes, now),
    await createApiKey(dynamo, table, 'careless', scopes, now),
  ];
  const revoked = await createApiKey(dynamo, table, 'gone', scopes, now);
  await revokeApiKey(dynamo, table, revoked.keyId, now);
  const scopeless = await createApiKey(dynamo, table, 'poor', ['addresses'], now);
  return {
    good: good.key,
    careless: careless.key,
    revoked: revoked.key,
    scopeless: scopeless.key,
  };
}
