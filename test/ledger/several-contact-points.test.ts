import { randomBytes } from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Cover } from '../../events/scope.ts';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { permission } from '../../shared/domain/permission.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { record, type Submission } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { dynamoPermits } from '../../shared/sending/permits.ts';
import { putSend } from '../../shared/sending/sends-table.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.stop());

const newContact = () => randomBytes(16).toString('base64url');
const ledger = () => dynamoLedger(engine.dynamo, TABLE_NAMES);

const yes: ConsentRequest = { kind: 'grant', tick: tickOf('email.newsletter') };
const stop = (cover: Cover): ConsentRequest => ({ kind: 'withdraw', cover, reason: 'withdrawn' });

const submissionOf = (parts: [string, ConsentRequest][], more: Partial<Submission> = {}) => ({
  source: 'preference-page' as const,
  parts: parts.map(([contactId, request]) => ({ contactId, matchId: null, requests: [request] })),
  caller: 'test',
  idempotencyKey: () => parts.map(([id, { kind }]) => `${id} ${kind}`).join(),
  bodyHash: '',
  ...more,
});

describe('a submission about several contact points', () => {
  test('changes all of them, or none: who was known before is met by one retry', async () => {
    const [first, second] = [newContact(), newContact()];
    await record(ledger(), systemClock, submissionOf([[second, stop('*')]]));
    const { receipt } = await record(
      ledger(),
      systemClock,
      submissionOf([
        [first, stop('*')],
        [second, stop('*')],
      ]),
    );
    expect(receipt.parts).toMatchObject([
      { event: { seq: 1 }, outcomes: ['withdrawn'] },
      { event: null, outcomes: ['unchanged'] },
    ]);
    expect(await ledger().readEvents(second)).toHaveLength(1);
  });

  test('of which two come at once ends in one chain each', async () => {
    const ids = [newContact(), newContact(), newContact()];
    const all = ids.map((id): [string, ConsentRequest] => [id, stop('*')]);
    await Promise.all(
      [all, all.toReversed(), all].map((parts, index) =>
        record(ledger(), systemClock, {
          ...submissionOf(parts),
          idempotencyKey: () => `${ids.join()} ${index}`,
        }),
      ),
    );
    for (const id of ids) expect(await ledger().readEvents(id)).toHaveLength(1);
  });

  test('is answered once the permits at every one of them are gone', async () => {
    const [first, second] = [newContact(), newContact()];
    await record(ledger(), systemClock, {
      ...submissionOf([[second, yes]]),
      source: 'form',
    });
    const send = { pk: `test#${second}`, sk: '0000' };
    await putSend(engine.dynamo, TABLE_NAMES.SENDS_TABLE, {
      ...{ ...send, state: 'queued', scope: 'email.newsletter', contactId: second },
      ...{ reason: null, permitId: null, updatedAt: new Date().toISOString() },
    });
    const permits = dynamoPermits(engine.dynamo, TABLE_NAMES);
    const gate = await permits.readGate(second);
    const claim = { contactId: second, gate, scope: 'email.newsletter' as const, permitId: 'p1' };
    expect(await permits.claim({ ...claim, send, now: new Date() })).toBe(true);

    let isAnswered = false;
    const answered = withdraw(
      ledger(),
      systemClock,
      submissionOf([
        [first, stop('*')],
        [second, stop('*')],
      ]),
    ).then(() => {
      isAnswered = true;
    });
    while ((await ledger().readGate(second))?.count !== 1) await systemClock.sleep(5);
    expect(isAnswered).toBe(false);
    await permits.release(second, 'p1');
    await answered;
  });

  test('links those that change, if it is told to', async () => {
    const [first, second] = [newContact(), newContact()];
    const parts: [string, ConsentRequest][] = [
      [first, yes],
      [second, yes],
    ];
    const linked = (id: string) => linkedContacts(engine.dynamo, TABLE_NAMES.OPERATIONS_TABLE, id);
    await record(ledger(), systemClock, submissionOf(parts, { source: 'form' }));
    expect(await linked(first)).toEqual([]);
    const again = { source: 'form' as const, linksParts: true, idempotencyKey: () => `${first} 2` };
    await record(ledger(), systemClock, submissionOf(parts, again));
    expect([await linked(first), await linked(second)]).toEqual([[second], [first]]);
  });
});

describe('a gate before its first event', () => {
  const addHold = (contactId: string) =>
    engine.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.GATE_TABLE,
        Key: { contactId },
        UpdateExpression: 'ADD holds :hold',
        ExpressionAttributeValues: { ':hold': new Set(['staff']) },
      }),
    );

  test('may be held, and the hold outlives the first event', async () => {
    const contactId = newContact();
    await addHold(contactId);
    const before = await ledger().readGate(contactId);
    expect(permission(before, 'post.offers', new Date(), OPEN).reason).toBe('held');
    await record(ledger(), systemClock, { ...submissionOf([[contactId, yes]]), source: 'form' });
    expect(await ledger().readGate(contactId)).toMatchObject({ rev: 1, holds: ['staff'] });
  });

  test('may hold a permit for post, which an objection then waits for', async () => {
    const contactId = newContact();
    const permits = dynamoPermits(engine.dynamo, TABLE_NAMES);
    const claimAs = async (permitId: string) => {
      const send = { pk: `test#${contactId}`, sk: permitId };
      await putSend(engine.dynamo, TABLE_NAMES.SENDS_TABLE, {
        ...{ ...send, state: 'queued', scope: 'post.offers', contactId },
        ...{ reason: null, permitId: null, updatedAt: new Date().toISOString() },
      });
      const gate = await permits.readGate(contactId);
      const scope = 'post.offers' as const;
      return permits.claim({ contactId, gate, scope, permitId, send, now: new Date() });
    };
    expect([await claimAs('p1'), await claimAs('p2')]).toEqual([true, true]);
    expect(Object.keys((await ledger().readGate(contactId))?.permits ?? {})).toEqual(['p1', 'p2']);
    await permits.release(contactId, 'p1');
    await record(ledger(), systemClock, submissionOf([[contactId, stop('post.*')]]));
    expect(await ledger().readGate(contactId)).toMatchObject({ rev: 1, permits: { p2: {} } });
  });

  test('is claimed no more once its first event is written, or a hold is set', async () => {
    const [objected, held] = [newContact(), newContact()];
    const permits = dynamoPermits(engine.dynamo, TABLE_NAMES);
    const claim = (contactId: string) =>
      permits.claim({
        ...{ contactId, gate: undefined, scope: 'post.offers', permitId: 'late' },
        ...{ send: { pk: `test#${contactId}`, sk: '0000' }, now: new Date() },
      });
    await record(ledger(), systemClock, submissionOf([[objected, stop('post.*')]]));
    await addHold(held);
    expect([await claim(objected), await claim(held)]).toEqual([false, false]);
  });
});
