import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RemoteProduct } from '../product.ts';
import { type RawRequest, rawClient } from '../raw-request.ts';
import { NO_OP_ROUTES } from './bench-stack.ts';
import type { Doors } from './doors.ts';
import { captureCalls, type EngineCalls, rawDatabase, replayCalls } from './engine-calls.ts';
import { emailOf } from './people.ts';
import { interleave, median } from './statistics.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const CONSENTS_PATH = '/v1/consents';
const WORDING = 'newsletter-email-2026-11';
const NOTICE = 'signup-2026-11';
const CHECKS_PATH = '/v1/checks';

export type Latency = { product: number; engine: number; noOp: number; ratio: number; n: number };

export type LatencyOptions = {
  product: RemoteProduct;
  doors: Doors;
  rounds: number;
  warmUpRounds: number;
};

/**
 * Recording a new person's consent over HTTP, as a server reports it, against the same engine calls made raw and a
 * no-op route. A form records just so, but is answered at the end of a fixed step.
 */
export async function recordLatency(options: LatencyOptions): Promise<Latency> {
  const { product, doors } = options;
  const key = await product.createKey(['record']);
  // For real: the first request of an environment also fetches what it then keeps.
  await doors.record(recordRequest(key, 'first@example.com').door);
  return compare(options, ['Authorize', 'RecordConsents'], async (round) => {
    const { request } = recordRequest(key, `record${round}@example.com`);
    const { door } = recordRequest(key, `raw${round}@example.com`);
    return {
      calls: [
        await captureCalls(() => doors.authorize(key)),
        await captureCalls(() => doors.record(door)),
      ],
      request,
      noOp: NO_OP_ROUTES['POST /v1/consents'],
    };
  });
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

/** A report of one yes, and the same as the door gets it behind the authorizer. */
export function recordRequest(key: string, email: string) {
  const grant = { channel: 'email', purpose: 'newsletter', wordingId: WORDING, noticeId: NOTICE };
  const headers = { ...JSON_TYPE, authorization: `Bearer ${key}`, 'idempotency-key': email };
  const body = JSON.stringify({ contact: { email }, grants: [grant] });
  const request = { method: 'POST', path: CONSENTS_PATH, headers, body };
  return { request, door: { ...request, caller: { clientId: 'proof', scopes: 'record' } } };
}

function checkRequest(key: string, addresses: readonly string[]) {
  const items = addresses.map((address) => ({ channel: 'email', purpose: 'newsletter', address }));
  const headers = { ...JSON_TYPE, authorization: `Bearer ${key}` };
  const request = { method: 'POST', path: CHECKS_PATH, headers, body: JSON.stringify({ items }) };
  return { request, door: { ...request, caller: { clientId: 'proof', scopes: 'check' } } };
}

async function expectOk(client: ReturnType<typeof rawClient>, request: RawRequest): Promise<void> {
  const { status, body } = await client.send(request);
  if (status >= 300) throw new Error(`${request.path} answered ${status}: ${body}`);
}
