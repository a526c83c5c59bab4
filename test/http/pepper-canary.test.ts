import { DeleteCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { CheckAnswer } from '../../events/verdict.ts';
import { CANARY_KEY } from '../../shared/domain/canary.ts';
import { TABLE_NAMES } from '../engine.ts';
import { consentDoor, newsletter } from './consent-door.ts';
import { formDoor } from './form-door.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { message, messageDoor } from './message-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const LEFT = 'left@example.com';
const HOME = '14 Mill Lane, LF1 2AB';

/** All doors that derive ids, as environments that start now find them: with this pepper. */
async function coldStart(pepper: string) {
  jest.resetModules();
  process.env.PEPPER_SECRET_ID = pepper;
  const { handler: check } = await import('../../functions/http/check.ts');
  const messages = await messageDoor(world);
  const [form, server] = [await formDoor(world), await consentDoor(world)];
  const ask = async (channel: string, purpose: string, address: string) => {
    const answer = await check(
      gatewayEvent({
        method: 'POST',
        path: '/v1/checks',
        headers: { 'content-type': 'application/json' },
        caller: { clientId: 'shop', scopes: 'check' },
        body: JSON.stringify({ items: [{ channel, purpose, address }] }),
      }),
      lambdaContext,
    );
    return CheckAnswer.parse(JSON.parse(answer.body ?? '')).items[0];
  };
  return { ask, form, server, messages };
}

const leave = { contact: { email: LEFT, address: HOME }, withdrawals: [{}] };

async function ledgerItem() {
  const { Item } = await world.dynamo.send(
    new GetCommand({ TableName: TABLE_NAMES.LEDGER_TABLE, Key: CANARY_KEY }),
  );
  return Item;
}

describe('KEY-3: the pepper', () => {
  test('is not missed while nothing was ever recorded; the first record lays its canary down for ever', async () => {
    const doors = await coldStart('pepper');
    expect(await doors.ask('email', 'newsletter', LEFT)).toMatchObject({ reason: 'no_consent' });
    expect(await ledgerItem()).toBeUndefined();
    await Promise.all(
      ['a', 'b', 'c'].map((key) =>
        doors.server.recorded(key, {
          contact: { email: `${key}@example.com` },
          grants: [newsletter],
        }),
      ),
    );
    const canary = await ledgerItem();
    expect(canary).toEqual({ ...CANARY_KEY, canary: expect.stringMatching(/^[\w-]{43}$/) });
    expect((await doors.server.consent('leave', leave)).statusCode).toBe(201);
    expect(await doors.ask('email', 'newsletter', LEFT)).toMatchObject({ reason: 'withdrawn' });
    expect(await ledgerItem()).toEqual(canary);
    await doors.messages.stop();
  });

  test('changed: every door says no, and says nothing of it', async () => {
    const doors = await coldStart('other-pepper');
    const before = await doors.form.ledgerItems();
    for (const [channel, purpose, address] of [
      ['email', 'newsletter', LEFT],
      ['sms', 'offers', '07700 900123'],
      ['phone', 'events', '07700 900123'],
      ['post', 'offers', HOME],
    ] as const) {
      expect(await doors.ask(channel, purpose, address)).toMatchObject({
        allowed: false,
        reason: 'unavailable',
        matchId: null,
      });
    }
    const link = { channel: 'email', purpose: 'newsletter', address: LEFT };
    const row = { contact: { email: LEFT }, withdrawals: [{}] };
    const refused = {
      record: await doors.server.consent('changed', leave),
      bulk: await doors.server.imports('c', { provenance: 'collected_by_us', rows: [row] }),
      links: await doors.server.links({ items: [link] }),
      message: await doors.messages.post('changed', message(LEFT)),
      form: await doors.form.postJson(await doors.form.submission(LEFT)),
    };
    const statuses = Object.values(refused).map(({ statusCode }) => statusCode);
    expect(statuses).toEqual([503, 503, 503, 503, 503]);
    for (const { body } of Object.values(refused)) expect(body).not.toMatch(/pepper|canary/i);
    expect(await doors.messages.allSends()).toBe(0);
    expect(await doors.form.ledgerItems()).toBe(before);
    await doors.messages.stop();
  });

  test('restored: everything is as before', async () => {
    const doors = await coldStart('pepper');
    expect(await doors.ask('post', 'offers', HOME)).toMatchObject({ reason: 'objected' });
    await doors.messages.stop();
  });

  test('control: without the canary a changed pepper makes whoever has left a stranger', async () => {
    await world.dynamo.send(
      new DeleteCommand({ TableName: TABLE_NAMES.LEDGER_TABLE, Key: CANARY_KEY }),
    );
    const doors = await coldStart('other-pepper');
    expect(await doors.ask('email', 'newsletter', LEFT)).toMatchObject({ reason: 'no_consent' });
    expect(await doors.ask('post', 'offers', HOME)).toMatchObject({
      allowed: true,
      reason: 'not_objected',
    });
    await doors.messages.stop();
  });
});
