import { randomBytes } from 'node:crypto';
import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { chainFaults } from '../../shared/domain/event-hash.ts';
import { foldEvents } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record, type Submission } from '../../shared/ledger/record.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import { memoryLedger, type PutPermit } from './memory-ledger.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const sign: ConsentRequest = { kind: 'grant', tick: tickOf('email.newsletter') };
const leave: ConsentRequest = {
  kind: 'withdraw',
  cover: 'email.newsletter',
  reason: 'withdrawn',
};

const newContact = () => randomBytes(16).toString('base64url');

function submissionOf(
  contactId: string,
  key: string,
  request: ConsentRequest,
  matchId: string | null = null,
): Submission {
  return {
    source: request.kind === 'grant' ? 'form' : 'one-click',
    parts: [{ contactId, matchId, requests: [request] }],
    caller: 'test',
    idempotencyKey: () => `${contactId} ${key}`,
    bodyHash: JSON.stringify(request),
  };
}

const putPermit: PutPermit = async (contactId, permitId, permit) => {
  await engine.dynamo.send(
    new UpdateCommand({
      TableName: TABLE_NAMES.GATE_TABLE,
      Key: { contactId },
      UpdateExpression: 'SET permits.#id = :permit',
      ExpressionAttributeNames: { '#id': permitId },
      ExpressionAttributeValues: { ':permit': permit },
    }),
  );
};

const ledgers: [string, () => LedgerStore & { putPermit: PutPermit }][] = [
  ['memory', memoryLedger],
  ['DynamoDB Local', () => ({ ...dynamoLedger(engine.dynamo, TABLE_NAMES), putPermit })],
];

describe.each(ledgers)('the ledger on %s', (_, open) => {
  test('reads the newest events first, as many as are asked for', async () => {
    const [ledger, contactId] = [open(), newContact()];
    for (const key of ['a', 'b', 'c']) {
      await record(ledger, systemClock, submissionOf(contactId, key, sign));
    }
    const seqs = async (most: number) =>
      (await ledger.readNewestEvents(contactId, most)).map(({ seq }) => seq);
    expect([await seqs(2), await seqs(9)]).toEqual([
      [3, 2],
      [3, 2, 1],
    ]);
  });

  test('keeps the event, and its gate allows what was granted', async () => {
    const [ledger, contactId] = [open(), newContact()];
    const recorded = await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    expect(recorded).toMatchObject({
      outcome: 'recorded',
      receipt: { parts: [{ event: { seq: 1 }, outcomes: ['granted'] }] },
    });
    const gate = await ledger.readGate(contactId);
    expect(permission(gate, 'email.newsletter', new Date(), OPEN).allowed).toBe(true);
    expect(await ledger.readEvents(contactId)).toMatchObject([
      { seq: 1, prev: null, eventId: recorded.receipt.parts[0]?.event?.eventId },
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

  test('learns the match id of a contact point that was first known by a link alone', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', leave));
    expect((await ledger.readGate(contactId))?.matchId).toBeNull();
    const matchId = newContact();
    await record(ledger, systemClock, submissionOf(contactId, 'b', sign, matchId));
    expect((await ledger.readGate(contactId))?.matchId).toBe(matchId);
    await record(ledger, systemClock, submissionOf(contactId, 'c', sign));
    expect((await ledger.readGate(contactId))?.matchId).toBe(matchId);
  });

  test('takes away the permits that it is told of, and no other', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    const permit = { scope: 'email.newsletter', at: '2026-11-23T10:00:00.000Z' } as const;
    for (const id of ['a.b', 'c.d', 'e']) await ledger.putPermit(contactId, id, permit);
    await ledger.removePermits(contactId, ['a.b', 'e', 'never-there']);
    expect((await ledger.readGate(contactId))?.permits).toEqual({ 'c.d': permit });
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
        UpdateExpression: 'SET permits.p1 = :permit ADD holds :hold',
        ExpressionAttributeValues: { ':permit': permit, ':hold': new Set(['staff']) },
      }),
    );
    await record(ledger, systemClock, submissionOf(contactId, 'b', leave));
    expect(await ledger.readGate(contactId)).toMatchObject({
      rev: 2,
      permits: { p1: permit },
      holds: ['staff'],
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
    expect(gate).toMatchObject({ rev: 2, holds: ['gate_missing'] });
    expect(permission(gate, 'email.newsletter', new Date(), OPEN).reason).toBe('held');
    expect(chainFaults(await ledger.readEvents(contactId))).toEqual([]);
  });

  test.each(ledgers)(
    '%s: a hold comes and goes by its name, and an event leaves it alone',
    async (_, open) => {
      const [ledger, contactId] = [open(), newContact()];
      await ledger.addHold(contactId, 'one');
      await ledger.addHold(contactId, 'one');
      await ledger.addHold(contactId, 'two');
      await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
      expect(await ledger.readGate(contactId)).toMatchObject({ rev: 1, holds: ['one', 'two'] });
      expect(await ledger.liftHold(contactId, 'three')).toBe(false);
      expect(await ledger.liftHold(contactId, 'one', 0)).toBe(false);
      expect(await ledger.liftHold(contactId, 'one', 1)).toBe(true);
      expect(await ledger.liftHold(contactId, 'two')).toBe(true);
      expect(await ledger.readGate(contactId)).toMatchObject({ rev: 1, holds: [] });
    },
  );

  test('A51: names the hold after what it found: a lost gate above an altered event', async () => {
    const [ledger, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, 'a', sign));
    await engine.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.LEDGER_TABLE,
        Key: { pk: contactId, sk: 'EV#000000000001' },
        UpdateExpression: 'SET recordedAt = :forged',
        ExpressionAttributeValues: { ':forged': '2020-01-01T00:00:00.000Z' },
      }),
    );
    await engine.dynamo.send(
      new DeleteCommand({ TableName: TABLE_NAMES.GATE_TABLE, Key: { contactId } }),
    );
    await record(ledger, systemClock, submissionOf(contactId, 'b', leave));
    expect(await ledger.readGate(contactId)).toMatchObject({ rev: 2, holds: ['chain_broken'] });
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
