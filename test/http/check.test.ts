import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Gate } from '../../events/gate.ts';
import type { Change } from '../../events/ledger-event.ts';
import { CheckAnswer } from '../../events/verdict.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import type { Door } from '../../shared/http/door.ts';
import type { ContactKeys } from '../../shared/secrets.ts';
import { TABLE_NAMES } from '../engine.ts';
import { gateItem } from '../gate-item.ts';
import { granted, headerOf, requested, shown, withdrawn } from '../histories.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let handler: Door;
let keys: ContactKeys;

beforeAll(async () => {
  world = await startWorld();
  ({ handler } = await import('../../functions/http/check.ts'));
  const { contactKeys } = await import('../../shared/secrets.ts');
  keys = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();
});
afterAll(() => world?.stop());

const QUARTER_HOUR_MS = 15 * 60_000;

const call = (body: unknown, scopes = 'check', headers = { 'content-type': 'application/json' }) =>
  handler(
    gatewayEvent({
      method: 'POST',
      path: '/v1/checks',
      headers,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      caller: { clientId: 'shop', scopes },
    }),
    lambdaContext,
  );

const item = (address: string) => ({ channel: 'email', purpose: 'newsletter', address });

async function check(items: object[]): Promise<CheckAnswer['items']> {
  const answer = await call({ items });
  expect(answer.statusCode).toBe(200);
  return CheckAnswer.parse(JSON.parse(answer.body ?? '')).items;
}

/** The gate that these changes, one event each, lead to. */
async function putGate(address: string, changes: Change[], over: Partial<Gate> = {}) {
  const contactId = contactIdOf(keys.pepper, 'email', address);
  const events = changes.map((change, index) => sealHeader(headerOf(index + 1, [change])));
  const gate = { ...newGate(contactId, null, foldEvents(events)), ...over };
  await world.dynamo.send(
    new PutCommand({ TableName: TABLE_NAMES.GATE_TABLE, Item: gateItem(gate) }),
  );
}

const grantUntil = (end: Date): Change => ({
  type: 'ConsentGranted',
  scope: 'email.newsletter',
  basis: 0,
  validUntil: end.toISOString(),
  shown,
});

describe('a check', () => {
  const gates: [string, Change[], Partial<Gate>][] = [
    ['consented', [granted(0)], {}],
    ['withdrawn', [granted(0), withdrawn(1)], {}],
    ['withdrawn', [granted(0), withdrawn(1, 'email.*')], {}],
    ['withdrawn', [granted(0), withdrawn(1, '*')], {}],
    ['consented', [granted(0), withdrawn(1), granted(1)], {}],
    ['consented', [granted(0), withdrawn(1, 'email.offers')], {}],
    ['pending', [requested(0)], {}],
    ['pending', [withdrawn(1), requested(1)], {}],
    ['withdrawn', [requested(0), withdrawn(1)], {}],
    ['no_consent', [granted(0, 'email.offers')], {}],
    ['expired', [grantUntil(new Date('2026-01-31T00:00:00Z'))], {}],
    ['held', [granted(0)], { holds: ['staff'] }],
  ];

  test.each(gates)('%s: %j %j', async (reason, changes, over) => {
    const address = `check-${gates.findIndex(([, list]) => list === changes)}@example.com`;
    await putGate(address, changes, over);
    const [verdict] = await check([item(address)]);
    expect(verdict).toMatchObject({
      reason,
      allowed: reason === 'consented',
      rev: changes.length,
      matchId: contactIdOf(keys.matchKey, 'email', address),
    });
  });

  test('of someone never heard of: no_consent, at revision 0', async () => {
    expect(await check([item('nobody@example.com')])).toMatchObject([
      { allowed: false, reason: 'no_consent', rev: 0 },
    ]);
  });

  test('of what is no address: invalid_address, with no id and no revision', async () => {
    const addresses = ['jane', 'jane@', 'jane@example.com, joe@example.com', '🙂'];
    const verdicts = await check(addresses.map(item));
    expect(
      verdicts.map(({ allowed, reason, matchId, rev }) => [allowed, reason, matchId, rev]),
    ).toEqual(addresses.map(() => [false, 'invalid_address', null, null]));
  });

  test('of a purpose that the catalogue does not offer by that channel: unknown_purpose', async () => {
    const verdicts = await check([
      { channel: 'email', purpose: 'surveys', address: 'jane@example.com' },
      { channel: 'sms', purpose: 'newsletter', address: '07700 900123' },
      { channel: 'post', purpose: 'newsletter', address: '4 Mill Lane' },
    ]);
    expect(verdicts).toMatchObject(
      Array.from({ length: 3 }, () => ({ allowed: false, reason: 'unknown_purpose' })),
    );
  });

  test('answers 1,000 items in their order, duplicates included', async () => {
    await putGate('yes@example.com', [granted(0)]);
    const wanted = Array.from({ length: 1_000 }, (_, index) =>
      index % 3 === 0 ? 'yes@example.com' : index % 3 === 1 ? `n${index}@example.com` : 'bad',
    );
    const verdicts = await check(wanted.map(item));
    expect(verdicts.map(({ reason }) => reason)).toEqual(
      wanted.map((_, index) => ['consented', 'no_consent', 'invalid_address'][index % 3]),
    );
  });

  test('A43: takes every spelling of an address for the same', async () => {
    await putGate('same@example.com', [granted(0)]);
    const verdicts = await check(
      ['SAME@EXAMPLE.COM', ' same@example.com ', '<same@example.com>'].map(item),
    );
    expect(verdicts.map(({ allowed }) => allowed)).toEqual([true, true, true]);
  });

  test('may be planned with for a quarter of an hour, and never past the end of the grant', async () => {
    const soon = new Date(Date.now() + 60_000);
    await putGate('soon@example.com', [grantUntil(soon)]);
    await putGate('long@example.com', [granted(0)]);
    const verdicts = await check(
      ['soon', 'long', 'nobody'].map((who) => item(`${who}@example.com`)),
    );
    const lengths = verdicts.map(
      ({ asOf, validUntil }) => Date.parse(validUntil) - Date.parse(asOf),
    );
    expect(verdicts[0]?.validUntil).toBe(soon.toISOString());
    expect(lengths.slice(1)).toEqual([QUARTER_HOUR_MS, QUARTER_HOUR_MS]);
  });
});

describe('a check that is refused', () => {
  const one = item('jane@example.com');
  const refusals: [string, unknown, number, string[]][] = [
    ['1,001 items', { items: Array.from({ length: 1_001 }, () => one) }, 422, ['#/items']],
    ['no item', { items: [] }, 422, ['#/items']],
    ['no list', {}, 422, ['#/items']],
    ['an unknown field', { items: [one], cached: true }, 422, ['#/cached']],
    [
      'faults in two items',
      { items: [{ ...one, channel: 'fax' }, one, { ...one, why: '' }] },
      422,
      ['#/items/0/channel', '#/items/2/why'],
    ],
  ];

  test.each(refusals)('%s', async (_, body, status, pointers) => {
    const answer = await call(body);
    const problem = JSON.parse(answer.body ?? '');
    expect(answer.statusCode).toBe(status);
    expect(problem.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
  });

  test('a key without the scope: 403, before anything is read', async () => {
    const answer = await call('not even JSON', 'send suppressions');
    expect(answer.statusCode).toBe(403);
    expect(JSON.parse(answer.body ?? '').detail).toContain('check');
  });

  test('F47: a gate that this version cannot read: no, and nothing told of it', async () => {
    await putGate('future@example.com', [granted(0)], { fromTheFuture: true } as Partial<Gate>);
    const answer = await call({ items: [item('future@example.com')] });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('"allowed":false,"reason":"unavailable"');
    expect(answer.body).not.toMatch(/fromTheFuture|future@example/);
  });
});
