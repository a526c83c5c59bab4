import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RemoteProduct } from '../product.ts';
import { type RawRequest, rawClient } from '../raw-request.ts';
import { NO_OP_ROUTES } from './bench-stack.ts';
import type { Doors } from './doors.ts';
import { captureCalls, type EngineCalls, rawDatabase, replayCalls } from './engine-calls.ts';
import { emailOf } from './people.ts';
import { interleave, median } from './statistics.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const SCOPE = 'email.newsletter';
const FORM_PATH = '/v1/forms/newsletter';
const CHECKS_PATH = '/v1/checks';

export type Latency = { product: number; engine: number; noOp: number; ratio: number; n: number };

export type LatencyOptions = {
  product: RemoteProduct;
  doors: Doors;
  rounds: number;
  warmUpRounds: number;
};

/** Recording a new person's form over HTTP, against the same engine calls made raw and a no-op route. */
export async function recordLatency(options: LatencyOptions): Promise<Latency> {
  const { product, doors } = options;
  const client = rawClient(product.apiUrl);
  const headers = { ...JSON_TYPE, origin: product.consoleUrl };
  const formOf = async (email: string) => {
    const { body } = await client.send({ method: 'GET', path: FORM_PATH });
    const { formToken } = JSON.parse(body);
    return JSON.stringify({ email, consents: [SCOPE], age: '13-or-over', formToken });
  };
  const path = `${FORM_PATH}/consents`;
  const doorOf = async (email: string) => {
    const pathParameters = { formId: 'newsletter' };
    return { method: 'POST', path, headers, body: await formOf(email), pathParameters };
  };
  try {
    // For real: the first request of an environment also fetches what it then keeps.
    await doors.record(await doorOf('first@example.com'));
    return await compare(options, ['RecordFormConsent'], async (round) => {
      const body = await formOf(`record${round}@example.com`);
      const twin = await doorOf(`raw${round}@example.com`);
      return {
        calls: [await captureCalls(() => doors.record(twin))],
        request: { method: 'POST', path, headers, body },
        noOp: NO_OP_ROUTES['POST /v1/forms/{formId}/consents'],
      };
    });
  } finally {
    client.close();
  }
}

/** One check of someone known over HTTP, key and all, against the same. */
export async function checkLatency(options: LatencyOptions, people: number): Promise<Latency> {
  const { product, doors } = options;
  const key = await product.createKey(['check']);
  await doors.check(checkRequest(key, [emailOf(0)]).door);
  return compare(options, ['Authorize', 'Check'], async (round) => {
    const { request, door } = checkRequest(key, [emailOf(round % people)]);
    return {
      calls: [
        await captureCalls(() => doors.authorize(key)),
        await captureCalls(() => doors.check(door)),
      ],
      request,
      noOp: NO_OP_ROUTES['POST /v1/checks'],
    };
  });
}

/** How fast a check of `items` people is beside the batch reads that it makes: 1 is as fast. */
export async function bulkCheckSpeed(
  { product, doors, rounds, warmUpRounds }: LatencyOptions,
  items: number,
): Promise<Latency> {
  const client = rawClient(product.apiUrl);
  const database = rawDatabase(product, 'Check');
  const key = await product.createKey(['check']);
  const addresses = Array.from({ length: items }, (_, index) => emailOf(index));
  const { request, door } = checkRequest(key, addresses);
  try {
    const times = await interleave({
      rounds,
      warmUpRounds,
      prepare: () => captureCalls(() => doors.check(door)),
      sides: {
        product: () => expectOk(client, request),
        engine: (calls) => replayCalls(database, calls),
        noOp: () => expectOk(client, { ...request, path: NO_OP_ROUTES['POST /v1/checks'] }),
      },
    });
    const [own, engine] = [median(times.product), median(times.engine)];
    const noOp = median(times.noOp);
    return { product: own, engine, noOp, ratio: engine / own, n: rounds };
  } finally {
    client.close();
    database.destroy();
  }
}

/** `calls`: of each function, in turn. */
type Prepared = { calls: readonly EngineCalls[]; request: RawRequest; noOp: string };

async function compare(
  { product, rounds, warmUpRounds }: LatencyOptions,
  functionNames: readonly string[],
  prepare: (round: number) => Promise<Prepared>,
): Promise<Latency> {
  const client = rawClient(product.apiUrl);
  const databases = functionNames.map((name) => rawDatabase(product, name));
  try {
    const times = await interleave({
      rounds,
      warmUpRounds,
      prepare,
      sides: {
        product: ({ request }) => expectOk(client, request),
        engine: ({ calls }) => replayAll(databases, calls),
        noOp: ({ request, noOp }) => expectOk(client, { ...request, path: noOp }),
      },
    });
    const raw = times.engine.map((engine, round) => engine + (times.noOp[round] ?? 0));
    return {
      product: median(times.product),
      engine: median(times.engine),
      noOp: median(times.noOp),
      ratio: median(times.product) / median(raw),
      n: rounds,
    };
  } finally {
    client.close();
    for (const database of databases) database.destroy();
  }
}

async function replayAll(
  databases: readonly DynamoDBDocumentClient[],
  calls: readonly EngineCalls[],
): Promise<void> {
  for (const [index, database] of databases.entries()) {
    await replayCalls(database, calls[index] ?? []);
  }
}

function checkRequest(key: string, addresses: readonly string[]) {
  const items = addresses.map((address) => ({ channel: 'email', purpose: 'newsletter', address }));
  const headers = { ...JSON_TYPE, authorization: `Bearer ${key}` };
  const request = { method: 'POST', path: CHECKS_PATH, headers, body: JSON.stringify({ items }) };
  return { request, door: { ...request, caller: { clientId: 'proof', scopes: 'check' } } };
}

async function expectOk(client: ReturnType<typeof rawClient>, request: RawRequest): Promise<void> {
  const { status, body } = await client.send(request);
  if (status !== 200) throw new Error(`${request.path} answered ${status}: ${body}`);
}
