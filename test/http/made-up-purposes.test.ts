import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MAX_PURPOSES_WITHDRAWN } from '../../events/gate.ts';
import { TABLE_NAMES } from '../engine.ts';
import { until } from '../infra/local/until.ts';
import { consentDoor, grantOf, json, newsletter } from './consent-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof consentDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await consentDoor(world);
});
afterAll(() => world?.stop());

const LINES = 16;

/** So many purposes that no catalogue ever had. */
const madeUp = (from: number, count = LINES) =>
  Array.from({ length: count }, (_, index) => ({ channel: 'sms', purpose: `p${from + index}` }));

/** Somebody who gets texts, calls and the newsletter, and at whose number so many purposes were stopped. */
async function subscriber(name: string, phone: string, purposes: number) {
  const contact = { email: `${name}@example.com`, phone };
  const grants = [newsletter, grantOf('sms.offers'), grantOf('phone.events')];
  await door.recorded(`${name}-yes`, { contact, grants });
  for (let from = 0; from < purposes; from += LINES) {
    const withdrawals = madeUp(from, Math.min(LINES, purposes - from));
    await door.recorded(`${name}-${from}`, { contact: { phone }, withdrawals });
  }
  return contact;
}

const coversAt = async (phone: string) => {
  const gate = await door.ledger.readGate(door.contactOf('sms.offers', phone));
  return Object.keys(gate?.epochs ?? {});
};

test('however many purposes a key makes up, the gate stays small: the whole channel is closed, and no other', async () => {
  const phone = '07700 900701';
  const { email } = await subscriber('flood', phone, MAX_PURPOSES_WITHDRAWN);
  const reasons = async () => ({
    texts: await door.reasonFor('sms.offers', phone),
    calls: await door.reasonFor('phone.events', phone),
    emails: await door.reasonFor('email.newsletter', email),
  });
  const before = await reasons();
  expect(before).toMatchObject({ texts: 'consented', emails: 'consented' });

  for (let from = 1_000; from < 1_000 + 10 * LINES; from += LINES) {
    const receipt = await door.recorded(`flood-more-${from}`, {
      contact: { phone },
      withdrawals: madeUp(from),
    });
    const [first, ...others] = receipt.withdrawals;
    expect(first).toBe(from === 1_000 ? 'withdrawn' : 'unchanged');
    expect(new Set(others)).toEqual(new Set(['unchanged']));
  }
  const covers = await coversAt(phone);
  expect(covers).toHaveLength(MAX_PURPOSES_WITHDRAWN + 1);
  expect(covers).toContain('sms.*');
  expect(await reasons()).toEqual({ ...before, texts: 'withdrawn' });
  const events = await door.eventsOf('sms.offers', phone);
  expect(events).toHaveLength(1 + MAX_PURPOSES_WITHDRAWN / LINES + 1);
  expect(events.at(-1)?.changes).toMatchObject([{ type: 'ConsentWithdrawn', cover: 'sms.*' }]);
});

test('the same request again is answered with the same receipt, and adds nothing', async () => {
  const phone = '07700 900702';
  await subscriber('again', phone, MAX_PURPOSES_WITHDRAWN - 1);
  const body = { contact: { phone }, withdrawals: madeUp(1_000, 3) };
  const receipt = await door.recorded('again-last', body);
  expect(receipt.withdrawals).toEqual(['withdrawn', 'withdrawn', 'unchanged']);
  const repeated = await door.consent('again-last', body);
  expect([repeated.statusCode, json(repeated)]).toEqual([200, receipt]);
  expect(await coversAt(phone)).toHaveLength(MAX_PURPOSES_WITHDRAWN + 1);
});

test.each([
  ['one that stands alone', '07700 900703', MAX_PURPOSES_WITHDRAWN, 1],
  ['the last of several', '07700 900704', MAX_PURPOSES_WITHDRAWN - 2, 3],
])(
  'of %s, which closes the whole channel, every send there is waited for',
  async (what, phone, stopped, lines) => {
    const name = what.replaceAll(' ', '-');
    await subscriber(name, phone, stopped);
    const Key = { contactId: door.contactOf('sms.offers', phone) };
    const update = (UpdateExpression: string, values?: object) =>
      world.dynamo.send(
        new UpdateCommand({
          ...{ TableName: TABLE_NAMES.GATE_TABLE, Key, UpdateExpression },
          ...(values && { ExpressionAttributeValues: { ...values } }),
        }),
      );
    const at = new Date().toISOString();
    await update('SET permits.texts = :texts, permits.calls = :calls', {
      ':texts': { scope: 'sms.offers', at },
      ':calls': { scope: 'phone.events', at },
    });
    const order: string[] = [];
    const answered = door
      .recorded(`${name}-stop`, { contact: { phone }, withdrawals: madeUp(1_000, lines) })
      .then(() => order.push('answered'));
    await until('the channel is closed', async () => (await coversAt(phone)).includes('sms.*'));
    // Long enough for an answer that does not wait to be on its way.
    await sleep(400);
    order.push('released');
    await update('REMOVE permits.texts');
    await answered;
    expect(order).toEqual(['released', 'answered']);
  },
);
