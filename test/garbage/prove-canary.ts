import { paginateScan } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context, SQSBatchResponse } from 'aws-lambda';
import { TABLE_NAMES } from '../engine.ts';
import { queueEvent } from '../functions/queue-event.ts';
import { ORIGIN } from '../http/form-door.ts';
import type { Request } from '../http/gateway-event.ts';
import { CANARY, findCanaries } from './canary.ts';
import { goodForm } from './form-body.ts';
import type { GarbageWorld, QueueName } from './garbage-world.ts';
import { jsonRoutes } from './json-routes.ts';
import { jsonText } from './raw-json.ts';
import type { Finding } from './tell.ts';

/** A service that is away, by the calls that get no answer. `comesFirst`: while nothing was fetched yet. */
export type Outage = { says: string; cutsOff: RegExp; comesFirst?: boolean };

/** Nothing is away. */
export const CALM: Outage = { says: 'in calm', cutsOff: /^$/ };

export const OUTAGES: readonly Outage[] = [
  // What an environment has fetched once it keeps.
  { says: 'without secrets', cutsOff: /^secretsmanager\./, comesFirst: true },
  { says: 'without KMS', cutsOff: /^TrentService\./ },
  CALM,
  { says: 'without queues', cutsOff: /^AmazonSQS\./ },
  { says: 'while transactions fail', cutsOff: /\.TransactWriteItems$/ },
  { says: 'without the store', cutsOff: /^DynamoDB_/ },
  {
    says: 'without store and queues',
    cutsOff: /^DynamoDB_.*\.(Transact|Put|Update)|^AmazonSQS\./,
  },
];

/** Where the messages of each queue go. */
const READERS: Readonly<Record<QueueName, string>> = {
  'withdrawal-spool': 'functions/queue/apply-spooled-withdrawals.ts',
  'email-sends': 'functions/queue/send-email.ts',
  'sms-sends': 'functions/queue/send-sms.ts',
  'suppression-updates': 'functions/queue/project-suppressions.ts',
  'email-updates': 'functions/queue/stop-email.ts',
  'sms-updates': 'functions/queue/stop-sms.ts',
  'service-emails': 'functions/queue/send-service-email.ts',
  'service-texts': 'functions/queue/send-service-text.ts',
};

const BATCH_MESSAGES = 10;
const context = { awsRequestId: 'invocation', getRemainingTimeInMillis: () => 9_000 } as Context;

/**
 * Sends canaries through every door, in calm and while each service is away, lets the readers of the queues
 * handle and fail what comes of it, and looks through all that was written and all that was left in queues.
 */
export async function proveCanary(
  world: GarbageWorld,
  outages: readonly Outage[],
): Promise<Finding> {
  const { network, output, targets } = world;
  const deadLetters: string[] = [];
  const answers = new Map<string, number>();
  let asked = 0;
  for (const outage of outages) {
    const { says, cutsOff } = outage;
    output.say(`canaries ${says}`);
    const requests = await everyRequest(world, outage);
    network.cutsOff = (target) => cutsOff.test(target);
    await Promise.all(
      targets.routes.flatMap((route) =>
        (requests[route.key] ?? []).map(async (request) => {
          asked += 1;
          const { answer } = await world.ask(route, request);
          const told = 'status' in answer ? String(answer.status) : 'no answer';
          answers.set(told, (answers.get(told) ?? 0) + 1);
        }),
      ),
    );
    network.cutsOff = () => false;
    deadLetters.push(...(await readQueues(world, cutsOff)));
    deadLetters.push(...(await readStream(world, cutsOff)));
  }
  const found = deadLetters.flatMap((text) =>
    findCanaries(text, output.secrets).map(
      (canary) => `${canary} in a dead letter: ${text.slice(0, 300)}`,
    ),
  );
  const told = [...answers].toSorted().map(([answer, count]) => `${count}× ${answer}`);
  return {
    claim:
      'what a person or a client sent is in no dead letter, in calm or while a service is away',
    tried: `${asked} requests in ${outages.length} weathers (${told.join(', ')}), ${deadLetters.length} messages and stream records`,
    faults: [...new Set(found)],
  };
}

/** A good request to every route, with a canary wherever there is room for one. */
async function everyRequest(world: GarbageWorld, { says, comesFirst = false }: Outage) {
  const token = `v1.k1.${CANARY.word}.AAAAAAAAAAAAAAAAAAAAAA`;
  const headers = {
    origin: ORIGIN,
    'user-agent': `Agent/1.0 (${CANARY.word})`,
    referer: `${ORIGIN}/?${CANARY.email}`,
    cookie: `session=${CANARY.word}`,
    'x-forwarded-for': CANARY.ip,
    'idempotency-key': `"${CANARY.email}:${says.replaceAll(' ', '-')}"`,
    authorization: `Bearer ${world.keys.good}`,
    'content-type': 'application/json',
  };
  const requests: Record<string, Request[]> = {};
  for (const { key } of world.targets.routes) {
    const [method = '', pattern = ''] = key.split(' ');
    const path = pattern.replace(/\{\w+\+?\}/, CANARY.word);
    const body = jsonRoutes[key]?.body;
    requests[key] = [
      { method, path, headers, ...(body !== undefined && { body: jsonText(body) }) },
    ];
  }
  const named = (
    key: string,
    pathParameters: Record<string, string>,
    more: Partial<Request> = {},
  ) => {
    requests[key] = (requests[key] ?? []).map((one) => ({ ...one, pathParameters, ...more }));
  };
  for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
    named(`${method} /u/{token+}`, { token });
    named(`${method} /c/{token+}`, { token });
    named(`${method} /p/{token+}`, { token });
  }
  named('GET /v1/messages/{messageId}', { messageId: CANARY.email });
  named('DELETE /v1/permits/{permitId}', { permitId: token }, { query: { outcome: 'sent' } });
  named('GET /v1/suppressions', {}, { query: { after: CANARY.word } });
  const inCanary = { query: { locale: CANARY.word } };
  named('GET /v1/forms/{formId}', { formId: 'contact' }, inCanary);
  named('GET /v1/forms/{formId}/embed', { formId: 'contact' }, inCanary);
  const form = { method: 'POST', path: '/v1/forms/contact/consents', headers };
  const post = { ...form, pathParameters: { formId: 'contact' } };
  requests[FORM_KEY] = [{ ...post, body: jsonText(goodForm(CANARY.word)) }];
  if (!comesFirst) await addPersons(world, requests, post);
  return requests;
}

const FORM_KEY = 'POST /v1/forms/{formId}/consents';
const STOP_EVERYTHING = {
  contact: { email: CANARY.email, phone: CANARY.phone },
  withdrawals: [{}],
};

/** Forms and links are good only as the service has made them; without its secrets there are none. */
async function addPersons(
  world: GarbageWorld,
  requests: Record<string, Request[]>,
  post: Request & { headers: Record<string, string> },
): Promise<void> {
  const { headers, pathParameters = {} } = post;
  const form = { method: 'GET', path: '/v1/forms/contact', pathParameters };
  const served = async () => JSON.parse(await world.must('GET /v1/forms/{formId}', form)).formToken;
  const encoded = new URLSearchParams({
    email: CANARY.email,
    // To be confirmed: a message goes out, and its address comes from the evidence.
    consents: 'email.events',
    age: '13-or-over',
    formToken: await served(),
  });
  requests[FORM_KEY] = [
    { ...post, body: jsonText(goodForm(await served())) },
    {
      ...post,
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: encoded.toString(),
      base64: true,
    },
  ];
  const link = await world.must('POST /v1/links', {
    ...{ method: 'POST', path: '/v1/links', headers },
    body: jsonText({ items: [{ channel: 'email', purpose: 'offers', address: CANARY.email }] }),
  });
  const token = new URL(JSON.parse(link).items[0].url).pathname.slice('/u/'.length);
  world.output.secrets.push(token);
  requests['POST /u/{token+}']?.push({
    ...{ method: 'POST', path: `/u/${token}`, pathParameters: { token }, headers },
    body: `List-Unsubscribe=One-Click&${CANARY.email}`,
  });
  requests['POST /p']?.push({
    ...{ method: 'POST', path: '/p', headers },
    body: String(new URLSearchParams({ email: CANARY.email })),
  });
  requests['POST /v1/consents']?.push({
    ...{ method: 'POST', path: '/v1/consents' },
    headers: { ...headers, 'idempotency-key': `${CANARY.word}-everything-${token.slice(-8)}` },
    body: jsonText(STOP_EVERYTHING),
  });
}

/** Every message, as its reader first fails and then handles it: as it lies in the queue, so in the dead letters. */
async function readQueues(world: GarbageWorld, cutsOff: RegExp): Promise<string[]> {
  const bodies: string[] = [];
  for (const [queue, entry] of Object.entries(READERS)) {
    const messages = await world.queues.drain(queue);
    bodies.push(...messages.map((message) => JSON.stringify(message)));
    for (let start = 0; start < messages.length; start += BATCH_MESSAGES) {
      const event = queueEvent(...messages.slice(start, start + BATCH_MESSAGES));
      for (const isCalm of [false, true]) {
        world.network.cutsOff = (target) => !isCalm && cutsOff.test(target);
        await consume(world, entry, event);
        await consume(world, 'functions/queue/settle-dead-sends.ts', event);
      }
    }
  }
  world.network.cutsOff = () => false;
  return bodies;
}

async function consume(world: GarbageWorld, entry: string, event: ReturnType<typeof queueEvent>) {
  try {
    const handle = () => world.handlerOf(entry)(event, context) as Promise<SQSBatchResponse>;
    await world.network.during(handle);
  } catch (error) {
    world.output.noteCrash(error);
  }
}

/** The ledger's news; whatever its reader gives up is kept with its images. */
async function readStream(world: GarbageWorld, cutsOff: RegExp): Promise<string[]> {
  const Records: unknown[] = [];
  const scan = { TableName: TABLE_NAMES.LEDGER_TABLE, ConsistentRead: true };
  for await (const page of paginateScan({ client: world.dynamo }, scan)) {
    for (const item of page.Items ?? []) {
      const dynamodb = {
        Keys: marshall({ pk: item.pk, sk: item.sk }),
        NewImage: marshall(item),
        SequenceNumber: String(item.sk),
      };
      Records.push({ eventName: 'INSERT', dynamodb });
    }
  }
  const stream = { Records } as unknown as ReturnType<typeof queueEvent>;
  for (const isCalm of [false, true]) {
    world.network.cutsOff = (target) => !isCalm && cutsOff.test(target);
    await consume(world, 'functions/stream/route.ts', stream);
  }
  world.network.cutsOff = () => false;
  return Records.map((record) => JSON.stringify(record, asText));
}

/** Sealed bytes as the destination of failures keeps them. */
const asText = (_: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
