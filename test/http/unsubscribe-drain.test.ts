import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '../../events/scope.ts';
import { TABLE_NAMES } from '../engine.ts';
import { until } from '../infra/local/until.ts';
import { SCOPE, unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

/** Under the drain's own limit, and far over what an answer takes. */
const PATIENCE_MS = 8_000;

let world: World;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await unsubscribeDoor(world);
});
afterAll(() => world?.stop());

describe('the drain before the answer', () => {
  test('waits for a covering permit to be released, the first time and at a repeat', async () => {
    const { contactId, token } = await door.subscriber();
    for (const [round, permitId] of ['first', 'repeat'].entries()) {
      await setPermit(contactId, permitId, SCOPE);
      const order: string[] = [];
      const answered = door.call('POST', token).then(() => order.push('answered'));
      await until(
        'the withdrawal is on record',
        async () => (await door.types(contactId)).length === 2,
      );
      // Long enough for an answer that does not wait to be on its way.
      await sleep(400);
      order.push(`released in round ${round}`);
      await removePermit(contactId, permitId);
      await answered;
      expect(order).toEqual([`released in round ${round}`, 'answered']);
    }
  });

  test('does not wait for a permit of another scope', async () => {
    const { contactId, token } = await door.subscriber();
    await setPermit(contactId, 'other', 'email.offers');
    const patience = new AbortController();
    const first = await Promise.race([
      door.call('POST', token),
      sleep(PATIENCE_MS, 'still waiting', { signal: patience.signal }),
    ]);
    patience.abort();
    expect(first).toMatchObject({ statusCode: 200 });
    expect(Object.keys((await door.ledger.readGate(contactId))?.permits ?? {})).toEqual(['other']);
  });
});

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
