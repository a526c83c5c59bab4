import { randomInt } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiDocument } from '../../openapi/document.ts';
import { TABLE_NAMES } from '../engine.ts';
import { layFixtures } from '../garbage/fixtures.ts';
import { type Answer, type GarbageWorld, startGarbageWorld } from '../garbage/garbage-world.ts';
import { OUTAGES, proveCanary } from '../garbage/prove-canary.ts';
import { proveRequests } from '../garbage/prove-requests.ts';
import type { Request } from '../http/gateway-event.ts';
import { seededRandom } from '../race/random.ts';
import { answerJudge } from './described.ts';

const SEED = Number(process.env.OPENAPI_SEED ?? randomInt(2 ** 31));
const REQUESTS = 3_000;
const LIMIT_MS = 600_000;

/** What the real doors have answered, each route and status and body once. */
const answers = new Map<string, { key: string; answer: Answer }>();
let world: GarbageWorld;

beforeAll(async () => {
  process.stderr.write(`OPENAPI_SEED=${SEED}\n`);
  world = await startGarbageWorld({ isQuiet: true });
  const watched: GarbageWorld = {
    ...world,
    async ask(route, request) {
      const asked = await world.ask(route, request);
      const { key } = route;
      answers.set(`${key} ${JSON.stringify(asked.answer)}`, { key, answer: asked.answer });
      return asked;
    },
  };
  // In calm and in every outage, good requests at every door; then bad ones.
  await proveCanary(watched, OUTAGES);
  const fixtures = await layFixtures(watched);
  await askWell(watched);
  await proveRequests(watched, fixtures, seededRandom(SEED, 'openapi'), REQUESTS);
}, LIMIT_MS);
afterAll(() => world?.stop());

/** Who has consented in the fixtures. */
const SOMEBODY = { channel: 'email', purpose: 'offers', address: 'sam@example.com' };

/** What the others leave out: permits from claim to release, outcomes, the list, and a body that is too large. */
async function askWell({ ask, dynamo, keys, targets }: GarbageWorld): Promise<void> {
  const headers = {
    authorization: `Bearer ${keys.good}`,
    'content-type': 'application/json',
    'idempotency-key': '"asked-well"',
  };
  const call = async (key: string, name: string, sent: Partial<Request> = {}) => {
    const [method = '', template = ''] = key.split(' ');
    const route = targets.routes.find((one) => one.key === key);
    if (!route) throw new Error(`no route ${key}`);
    const pathParameters = { messageId: name, permitId: name };
    const path = template.replace(/\{.+\}/, name);
    const { answer } = await ask(route, { method, path, headers, pathParameters, ...sent });
    return 'status' in answer ? answer : { status: 0, body: '' };
  };
  const post = (path: string, body: unknown) =>
    call(`POST ${path}`, '', { body: JSON.stringify(body) });

  const claim = { ...SOMEBODY, messageId: 'asked-well' };
  const claimed = await post('/v1/permits', claim);
  const repeated = await post('/v1/permits', claim);
  const release = 'DELETE /v1/permits/{permitId}';
  const released = await call(release, JSON.parse(claimed.body).permitId);
  const message = await post('/v1/messages', {
    ...{ channel: 'email', purpose: 'offers', content: { subject: 'Sale', text: 'Now.' } },
    recipients: [{ to: SOMEBODY.address }],
  });
  const status = await call('GET /v1/messages/{messageId}', JSON.parse(message.body).messageId);
  const stopped = await post('/v1/consents', {
    contact: { phone: '07700 900123' },
    withdrawals: [{}],
  });
  const reused = await post('/v1/consents', {
    contact: { phone: '07700 900124' },
    withdrawals: [{}],
  });
  await putOnList(dynamo);
  const list = await call('GET /v1/suppressions', '');
  const large = await post('/v1/checks', 'x'.repeat(4_000_001));
  const statuses = [claimed, repeated, released, message, status, stopped, reused, list, large];
  expect(statuses.map((one) => one.status)).toEqual([
    ...[201, 409, 204, 202, 200, 201, 422, 200, 413],
  ]);
}

const putOnList = (dynamo: GarbageWorld['dynamo']) =>
  dynamo.send(
    new PutCommand({
      TableName: TABLE_NAMES.SUPPRESSION_TABLE,
      Item: {
        ...{ contactId: 'AAAAAAAAAAAAAAAAAAAAAA', matchId: null, cover: 'email.*', listed: true },
        ...{ reason: 'withdrawn', since: '2026-11-23T10:00:00.000Z', seq: 1, rev: 1 },
      },
    }),
  );

async function faultsAgainst(document: ReturnType<typeof apiDocument>): Promise<string[]> {
  const judge = answerJudge(document);
  const faults: string[] = [];
  for (const { key, answer } of answers.values()) {
    const fault = 'status' in answer ? await judge(key, answer) : `${key}: ${answer.crashed}`;
    if (fault) faults.push(fault);
  }
  return [...new Set(faults)];
}

describe('whatever a door answers, in calm, in outages and to garbage', () => {
  test(
    'is in the document: its status, its media type, its headers, its body, its problem',
    async () => {
      expect(answers.size).toBeGreaterThan(500);
      expect(await faultsAgainst(apiDocument())).toEqual([]);
    },
    LIMIT_MS,
  );

  const told = JSON.stringify(apiDocument());
  test.each([
    ['a status', '"202":', '"299":'],
    ['a problem', 'urn:problem-type:prior-consent:unavailable', 'urn:problem-type:elsewhere'],
    ['a field', '"validUntil":{', '"validTo":{'],
    ['a media type', '"text/html"', '"text/plain"'],
    ['a header', '"Retry-After":{', '"Retry-Before":{'],
  ])(
    'would be missed, were %s another',
    async (_, from, to) => {
      expect(told).toContain(from);
      expect(await faultsAgainst(JSON.parse(told.replaceAll(from, to)))).not.toEqual([]);
    },
    LIMIT_MS,
  );
});
