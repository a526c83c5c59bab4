import { randomBytes } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest, Tick } from '../../shared/domain/decide.ts';
import { chainFaults } from '../../shared/domain/event-hash.ts';
import { foldEvents } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record, type Submission } from '../../shared/ledger/record.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { shown } from '../histories.ts';
import { memoryLedger } from './memory-ledger.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const tick: Tick = { scope: 'email.newsletter', shown, doubleOptIn: false, validityMonths: 24 };
const sign: ConsentRequest = { kind: 'form', ticks: [tick] };
const leave: ConsentRequest = {
  kind: 'withdraw',
  cover: 'email.newsletter',
  reason: 'withdrawn',
};

const newContact = () => randomBytes(16).toString('base64url');

function submissionOf(contactId: string, key: string, request: ConsentRequest): Submission {
  return {
    contactId,
    matchId: null,
    source: 'form',
    request,
    caller: 'test',
    idempotencyKey: () => `${contactId} ${key}`,
    bodyHash: JSON.stringify(request),
  };
}

const ledgers: [string, () => LedgerStore][] = [
  ['memory', memoryLedger],
  ['DynamoDB Local', () => dynamoLedger(engine.dynamo, TABLE_NAMES)],
];

describe.each(ledgers)('the ledger on %s', (_, open) => {
  test('keeps the event, and its gate allows what was granted', async () => {
    const [ledger, contactId] = [open(), newContact()];
    const recorded = await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    expect(recorded).toMatchObject({ outcome: 'recorded', receipt: { seq: 1 } });
    const gate = await ledger.readGate(contactId);
    expect(permission(gate, 'email.newsletter', new Date()).allowed).toBe(true);
    expect(await ledger.readEvents(contactId)).toMatchObject([
      { seq: 1, prev: null, eventId: recorded.receipt?.eventId },
    ]);
  });

  test('adds nothing when a submission is repeated, and answers with the first receipt', async () => {
    const [ledger, contactId] = [open(), newContact()];
    const first = await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    const again = await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    expect(again).toEqual({ outcome: 'repeated', receipt: first.receipt });
    expect(await ledger.readEvents(contactId)).toHaveLength(1);
  });

  test('refuses a key that comes again with another body, and keeps the original', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    await expect(
      record(ledger, systemClock, submissionOf(contactId, 'a', leave)),
    ).rejects.toMatchObject({ code: 'idempotency_key_reused' });
    expect(await ledger.readEvents(contactId)).toHaveLength(1);
  });

  test('withdrawing twice adds nothing the second time', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', leave));
    const again = await record(ledger, systemClock, submissionOf(contactId, 'b', leave));
    expect(again.outcome).toBe('unchanged');
    expect(await ledger.readEvents(contactId)).toHaveLength(1);
  });

  test('puts concurrent submissions one after the other, in one unbroken chain', async () => {
    const [ledger, contactId] = [open(), newContact()];
    const keys = ['a', 'b', 'c', 'd'];
    await Promise.all(
      keys.map((key) => record(ledger, systemClock, submissionOf(contactId, key, sign))),
    );
    const events = await ledger.readEvents(contactId);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(chainFaults(events)).toEqual([]);
    expect(await ledger.readGate(contactId)).toMatchObject({ ...foldEvents(events) });
  });

  test('has one event of a submission that comes twice at once', async () => {
    const [ledger, contactId] = [open(), newContact()];
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => record(ledger, systemClock, submissionOf(contactId, 'a', sign))),
    );
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual([
      'recorded',
      'repeated',
      'repeated',
    ]);
    expect(await ledger.readEvents(contactId)).toHaveLength(1);
  });
});

describe('the ledger on the real engine', () => {
  const open = () => dynamoLedger(engine.dynamo, TABLE_NAMES);

  test('leaves permits and holds alone when an event changes the gate', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    const permit = { scope: 'email.newsletter', at: '2026-11-23T10:00:00.000Z' };
    await engine.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.GATE_TABLE,
        Key: { contactId },
        UpdateExpression: 'SET permits.p1 = :permit, #hold = :hold',
        ExpressionAttributeNames: { '#hold': 'hold' },
        ExpressionAttributeValues: { ':permit': permit, ':hold': 'staff' },
      }),
    );
    await record(ledger, systemClock, submissionOf(contactId, 'b', leave));
    expect(await ledger.readGate(contactId)).toMatchObject({
      rev: 2,
      permits: { p1: permit },
      hold: 'staff',
    });
  });

  test('holds a contact point whose gate was lost, and records its withdrawal all the same', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    await engine.dynamo.send(
      new DeleteCommand({ TableName: TABLE_NAMES.GATE_TABLE, Key: { contactId } }),
    );
    await record(ledger, systemClock, submissionOf(contactId, 'b', leave));
    const gate = await ledger.readGate(contactId);
    expect(gate).toMatchObject({ rev: 2, hold: 'gate_missing' });
    expect(permission(gate, 'email.newsletter', new Date()).reason).toBe('held');
    expect(chainFaults(await ledger.readEvents(contactId))).toEqual([]);
  });

  test('F47: a gate with anything unknown in it cannot be read, so nothing is permitted on it', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await engine.dynamo.send(
      new PutCommand({
        TableName: TABLE_NAMES.GATE_TABLE,
        Item: { contactId, rev: 1, grants: {}, fromTheFuture: true },
      }),
    );
    await expect(ledger.readGate(contactId)).rejects.toThrow();
  });
});
