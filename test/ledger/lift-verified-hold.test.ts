import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../shared/clock.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { liftVerifiedHold } from '../../shared/ledger/lift-verified-hold.ts';
import { record } from '../../shared/ledger/record.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { tickOf } from '../histories.ts';
import { newContact } from './spool-world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.stop());

const isSpoolEmpty = async () => true;

async function heldSubscriber(...holds: string[]) {
  const ledger = dynamoLedger(engine.dynamo, TABLE_NAMES);
  const contactId = newContact();
  const requests = [{ kind: 'grant' as const, tick: tickOf('email.newsletter') }];
  const parts = [{ contactId, matchId: null, requests }];
  const idempotencyKey = () => contactId;
  await record(ledger, systemClock, {
    ...{ source: 'form', parts, caller: 'form', idempotencyKey, bodyHash: '' },
  });
  for (const hold of holds) await ledger.addHold(contactId, hold);
  return { ledger, contactId, holds: async () => (await ledger.readGate(contactId))?.holds };
}

const forge = (table: string, Key: Record<string, string>, field: string, value: unknown) =>
  engine.dynamo.send(
    new UpdateCommand({
      TableName: table,
      Key,
      UpdateExpression: 'SET #field = :value',
      ExpressionAttributeNames: { '#field': field },
      ExpressionAttributeValues: { ':value': value },
    }),
  );

describe('lifting a hold by command', () => {
  test('lifts the one named, where the chain is whole and the gate is what it folds to', async () => {
    const { ledger, contactId, holds } = await heldSubscriber('tampering', 'gate_missing');
    const lift = () => liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'tampering');
    expect(await lift()).toEqual({ outcome: 'lifted', faults: [] });
    expect(await holds()).toEqual(['gate_missing']);
    expect(await lift()).toEqual({ outcome: 'not held', faults: [] });
  });

  test('lifts one of a contact point that no event is known of', async () => {
    const ledger = dynamoLedger(engine.dynamo, TABLE_NAMES);
    const contactId = newContact();
    await ledger.addHold(contactId, 'by-hand');
    expect(await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'by-hand')).toMatchObject({
      outcome: 'lifted',
    });
  });

  test('refuses over an altered event', async () => {
    const { ledger, contactId, holds } = await heldSubscriber('tampering');
    const key = { pk: contactId, sk: 'EV#000000000001' };
    await forge(TABLE_NAMES.LEDGER_TABLE, key, 'recordedAt', '2020-01-01T00:00:00.000Z');
    expect(await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'tampering')).toEqual({
      outcome: 'broken',
      faults: [{ seq: 1, fault: 'hash' }],
    });
    expect(await holds()).toEqual(['tampering']);
  });

  test('refuses over a gate that its events do not lead to', async () => {
    const { ledger, contactId, holds } = await heldSubscriber('tampering');
    await forge(TABLE_NAMES.GATE_TABLE, { contactId }, 'count', 7);
    expect(await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'tampering')).toMatchObject({
      outcome: 'broken',
      faults: [{ fault: 'gate' }],
    });
    expect(await holds()).toEqual(['tampering']);
  });

  test('refuses if the gate moves between the look and the lift', async () => {
    const { ledger, contactId, holds } = await heldSubscriber('tampering');
    const slow = {
      ...ledger,
      async liftHold(...told: Parameters<typeof ledger.liftHold>) {
        await forge(TABLE_NAMES.GATE_TABLE, { contactId }, 'rev', 2);
        return ledger.liftHold(...told);
      },
    };
    expect(
      await liftVerifiedHold({ ledger: slow, isSpoolEmpty }, contactId, 'tampering'),
    ).toMatchObject({ outcome: 'moved' });
    expect(await holds()).toEqual(['tampering']);
  });

  test('leaves the hold of a withdrawal that may still wait in the spool', async () => {
    const { ledger, contactId, holds } = await heldSubscriber('spool:abc');
    const waiting = { ledger, isSpoolEmpty: async () => false };
    expect(await liftVerifiedHold(waiting, contactId, 'spool:abc')).toMatchObject({
      outcome: 'spooled',
    });
    expect(await holds()).toEqual(['spool:abc']);
    expect(await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'spool:abc')).toMatchObject({
      outcome: 'lifted',
    });
  });
});
