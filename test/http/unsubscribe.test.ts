import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../events/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { evolve, newGate } from '../../shared/domain/gate.ts';
import { type KeyRing, mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import type { Door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record } from '../../shared/ledger/record.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, headerOf, shown } from '../histories.ts';
import { until } from '../infra/local/until.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { ENVIRONMENT, startWorld, type World } from './world.ts';

let world: World;
let ledger: LedgerStore;
let handler: Door;
let ring: KeyRing;

beforeAll(async () => {
  world = await startWorld();
  ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  ({ handler } = await import('../../functions/http/unsubscribe.ts'));
  const { linkKeys } = await import('../../shared/secrets.ts');
  ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
});
afterAll(() => world?.stop());

const SCOPE = 'email.newsletter';
const newContact = () => randomBytes(16).toString('base64url');

/** Someone who has signed up, and the token of the link in their newsletter. */
async function subscriber(scope: Scope = SCOPE) {
  const contactId = newContact();
  await record(ledger, systemClock, {
    contactId,
    matchId: null,
    source: 'form',
    request: { kind: 'form', ticks: [{ scope, shown, doubleOptIn: false, validityMonths: 24 }] },
    caller: 'form:newsletter',
    idempotencyKey: () => contactId,
    bodyHash: '',
  });
  return { contactId, token: tokenOf(contactId, scope) };
}

const tokenOf = (contactId: string, scope: Scope = SCOPE, environment = ENVIRONMENT) =>
  mintToken(ring, environment, UnsubscribeToken, {
    kind: 'u',
    contactId,
    scope,
    messageId: 'msg_1',
  });

const call = (method: string, token: string, more: Partial<Request> = {}) =>
  handler(
    gatewayEvent({ method, path: `/u/${token}`, pathParameters: { token }, ...more }),
    lambdaContext,
  );

const types = async (contactId: string) =>
  (await ledger.readEvents(contactId)).flatMap(({ changes }) => changes.map(({ type }) => type));

const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=---FormBoundaryjWmhtjORrn';
const PART =
  'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n' as const;
const CORRECTED = `-----FormBoundaryjWmhtjORrn\r\n${PART}-----FormBoundaryjWmhtjORrn--\r\n`;
const AS_PRINTED = `---FormBoundaryjWmhtjORrn\r\n${PART}---FormBoundaryjWmhtjORrn--\r\n`;

const type = (value: string) => ({ headers: { 'content-type': value } });

describe('one-click unsubscribe', () => {
  const requests: [string, Partial<Request>, string][] = [
    [
      'OCU-8: #1 the form-encoded pair',
      { ...type(URLENCODED), body: 'List-Unsubscribe=One-Click' },
      'one-click',
    ],
    ['OCU-8: #2 the same as multipart', { ...type(MULTIPART), body: CORRECTED }, 'one-click'],
    [
      'OCU-12: #3 the example of RFC 8058 §8.3 as printed, which cannot be parsed',
      { ...type(MULTIPART), body: AS_PRINTED },
      'one-click',
    ],
    ['OCU-12, OCU-6: #4 no body, no content type, no header at all', {}, 'unsubscribe-page'],
    ['OCU-12: #5 an empty JSON object', { ...type('application/json'), body: '{}' }, 'unsubscribe-page'],
    [
      'OCU-8: #6 a body that the gateway has encoded',
      { ...type(MULTIPART), body: CORRECTED, base64: true },
      'one-click',
    ],
    ['OCU-7: #13 a query appended', { query: { utm_source: 'x' } }, 'unsubscribe-page'],
  ];

  test.each(requests)('%s: 200 and a withdrawal', async (_, request, source) => {
    const { contactId, token } = await subscriber();
    const answer = await call('POST', token, request);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await ledger.readEvents(contactId)).toMatchObject([
      { seq: 1 },
      { source, changes: [{ type: 'ConsentWithdrawn', cover: SCOPE, epoch: 1 }] },
    ]);
  });

  test('OCU-7: #13 a slash added to the link: 200 and a withdrawal', async () => {
    const { contactId, token } = await subscriber();
    const answer = await call('POST', token, { pathParameters: { token: `${token}/` } });
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#7 comes twice: 200 both times, and the second adds nothing', async () => {
    const { contactId, token } = await subscriber();
    const first = await call('POST', token);
    const second = await call('POST', token);
    expect(second).toEqual(first);
    expect(await types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#7 comes five times at once: one withdrawal', async () => {
    const { contactId, token } = await subscriber();
    const answers = await Promise.all(Array.from({ length: 5 }, () => call('POST', token)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(await types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#11 a contact point that has no gate: 200, and the withdrawal is on record', async () => {
    const contactId = newContact();
    const answer = await call('POST', tokenOf(contactId));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await types(contactId)).toEqual(['ConsentWithdrawn']);
    expect(await ledger.readGate(contactId)).toMatchObject({ rev: 1, count: 1, matchId: null });
  });

  test('OCU-7: #12 answers with no redirect and no cookie', async () => {
    const { token } = await subscriber();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
      const { statusCode, headers, cookies } = await call(method, token);
      expect(statusCode).toBeLessThan(300);
      expect(Object.keys(headers ?? {})).not.toContain('set-cookie');
      expect(Object.keys(headers ?? {})).not.toContain('location');
      expect(cookies).toBeUndefined();
    }
  });

  test('works again after the person has consented once more', async () => {
    const { contactId, token } = await subscriber();
    await call('POST', token);
    await reconsent(contactId);
    await call('POST', token);
    expect(await types(contactId)).toEqual([
      'ConsentGranted',
      'ConsentWithdrawn',
      'ConsentGranted',
      'ConsentWithdrawn',
    ]);
    expect(await ledger.readGate(contactId)).toMatchObject({ count: 2 });
  });

  test('takes away its own scope and nothing else', async () => {
    const { contactId, token } = await subscriber('email.offers');
    await call('POST', token);
    expect(Object.keys((await ledger.readGate(contactId))?.epochs ?? {})).toEqual(['email.offers']);
  });
});

describe('looking at an unsubscribe link', () => {
  test.each([
    ['OCU-9: #8', 'GET'],
    ['#9', 'HEAD'],
    ['#9', 'OPTIONS'],
  ])('%s: %s changes nothing, whatever it carries', async (_, method) => {
    const { contactId, token } = await subscriber();
    const before = await ledger.readGate(contactId);
    await call(method, token, { ...type(URLENCODED), body: 'List-Unsubscribe=One-Click' });
    expect(await types(contactId)).toEqual(['ConsentGranted']);
    expect(await ledger.readGate(contactId)).toEqual(before);
  });

  test('OCU-9: #8 shows a form to press, and lets nobody keep, frame or leak the page', async () => {
    const { token } = await subscriber();
    const { statusCode, headers = {}, body } = await call('GET', token);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<form method="post">/);
    expect(body).not.toMatch(/<script|<img|<input/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['x-robots-tag']).toMatch(/noindex/);
    expect(headers['content-security-policy']).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  });

  test('OCU-11: the page of someone known is that of someone unknown, to the byte', async () => {
    const { token } = await subscriber();
    expect(await call('GET', tokenOf(newContact()))).toEqual(await call('GET', token));
  });
});

describe('a token that is not ours', () => {
  const forgeries: [string, (genuine: string) => string][] = [
    ['nothing', () => ''],
    ['a word', () => 'newsletter'],
    ['an address', () => 'jane@example.com'],
    ['a genuine one cut short', (genuine) => genuine.slice(0, -1)],
    ['a genuine one with another key id', (genuine) => genuine.replace('.k1.', '.k2.')],
    ['a key id of the prototype', (genuine) => genuine.replace('.k1.', '.constructor.')],
    ['a genuine one and more', (genuine) => `${genuine}.x`],
    ['a genuine one behind a path', (genuine) => `x/${genuine}`],
    ['one of 100,000 characters', () => 'v1.'.repeat(33_333)],
  ];

  test.each(forgeries)('OCU-5: #10 %s: 404, and nothing is written', async (_, forge) => {
    const { contactId, token } = await subscriber();
    const forged = forge(token);
    const answer = await call('POST', forged);
    expect(answer.statusCode).toBe(404);
    expect(await types(contactId)).toEqual(['ConsentGranted']);
  });

  test('OCU-5: #10 says the same for a known and an unknown contact point', async () => {
    const { token } = await subscriber();
    const tampered = [token, tokenOf(newContact())].map((genuine) => `${genuine.slice(0, -1)}~`);
    const [known, unknown] = await Promise.all(tampered.map((forged) => call('POST', forged)));
    expect(unknown).toEqual(known);
  });

  test('A8: one of another environment: 404, and nothing is written', async () => {
    const { contactId } = await subscriber();
    const answer = await call('POST', tokenOf(contactId, SCOPE, 'staging'));
    expect(answer.statusCode).toBe(404);
    expect(await types(contactId)).toEqual(['ConsentGranted']);
  });
});

describe('the drain before the answer', () => {
  test('waits for a covering permit to be released, the first time and at a repeat', async () => {
    const { contactId, token } = await subscriber();
    for (const [round, permitId] of ['first', 'repeat'].entries()) {
      await setPermit(contactId, permitId, SCOPE);
      const order: string[] = [];
      const answered = call('POST', token).then(() => order.push('answered'));
      await until('the withdrawal is on record', async () => (await types(contactId)).length === 2);
      // Long enough for an answer that does not wait to be on its way.
      await sleep(400);
      order.push(`released in round ${round}`);
      await removePermit(contactId, permitId);
      await answered;
      expect(order).toEqual([`released in round ${round}`, 'answered']);
    }
  });

  test('does not wait for a permit of another scope', async () => {
    const { contactId, token } = await subscriber();
    await setPermit(contactId, 'other', 'email.offers');
    expect(await call('POST', token)).toMatchObject({ statusCode: 200 });
    expect(Object.keys((await ledger.readGate(contactId))?.permits ?? {})).toEqual(['other']);
  });
});

/** What confirming a signup that has seen the withdrawal leads to. */
async function reconsent(contactId: string): Promise<void> {
  const before = await ledger.readGate(contactId);
  if (!before) throw new Error('no gate');
  const event = sealHeader({
    ...headerOf(before.rev + 1, [granted(before.count)]),
    contactId,
    prev: before.head,
  });
  const after = newGate(contactId, null, evolve(before, event));
  const receipt = { eventId: event.eventId, seq: event.seq, recordedAt: event.recordedAt };
  const submission = { id: `reconsent ${contactId}`, bodyHash: '', receipt };
  expect(await ledger.commit(submission, { event, before, after })).toBe('committed');
}

const updateGate = (contactId: string, expression: string, permitId: string, scope?: Scope) =>
  world.dynamo.send(
    new UpdateCommand({
      TableName: TABLE_NAMES.GATE_TABLE,
      Key: { contactId },
      UpdateExpression: expression,
      ExpressionAttributeNames: { '#id': permitId },
      ...(scope && {
        ExpressionAttributeValues: { ':permit': { scope, at: new Date().toISOString() } },
      }),
    }),
  );

const setPermit = (contactId: string, permitId: string, scope: Scope) =>
  updateGate(contactId, 'SET permits.#id = :permit', permitId, scope);

const removePermit = (contactId: string, permitId: string) =>
  updateGate(contactId, 'REMOVE permits.#id', permitId);
