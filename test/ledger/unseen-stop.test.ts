import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Source } from '../../events/ledger-event.ts';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest, Saw } from '../../shared/domain/decide.ts';
import { permission } from '../../shared/domain/permission.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record } from '../../shared/ledger/record.ts';
import type { Withdrawal } from '../../shared/ledger/spoolable.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import { memoryLedger } from './memory-ledger.ts';
import { newContact } from './spool-world.ts';

const SCOPE = 'email.newsletter';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.stop());

const ledgers: [string, () => LedgerStore][] = [
  ['memory', memoryLedger],
  ['DynamoDB Local', () => dynamoLedger(engine.dynamo, TABLE_NAMES)],
];

/** Somebody who said yes, and then no; `ledger` may be another look at the same store. */
async function leaver(ledger: LedgerStore) {
  const contactId = newContact();
  const submissionOf = (source: Source, request: ConsentRequest) => ({
    ...{ source, caller: 'test', bodyHash: '', idempotencyKey: () => randomUUID() },
    parts: [{ contactId, matchId: null, requests: [request] }],
  });
  const stop = (store = ledger) =>
    withdraw(
      store,
      systemClock,
      submissionOf('one-click', { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' }),
    );
  /** The same stop, and in one breath a first yes to something else. */
  const stopAndAsk = () =>
    withdraw(ledger, systemClock, {
      ...submissionOf('api', { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' }),
      parts: [
        {
          ...{ contactId, matchId: null },
          requests: [
            { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' },
            { kind: 'grant', tick: tickOf('email.events') },
          ],
        },
      ],
    });
  /** What a page that is served now can say later that it saw. */
  const look = async (): Promise<Saw> => {
    const gate = await ledger.readGate(contactId);
    return { basis: gate?.count ?? 0, seq: gate?.rev ?? 0, heard: gate?.heard ?? 0 };
  };
  const comeBack = async (source: Source, saw: Saw, store = ledger) => {
    const request = { kind: 'grant', tick: tickOf(SCOPE), saw } as const;
    const { receipt } = await record(store, systemClock, submissionOf(source, request));
    return receipt.parts[0]?.outcomes[0];
  };
  await record(ledger, systemClock, submissionOf('form', { kind: 'grant', tick: tickOf(SCOPE) }));
  await stop();
  return {
    ...{ contactId, stop, stopAndAsk, look, comeBack },
    gate: () => ledger.readGate(contactId),
    mayStart: async () =>
      permission(await ledger.readGate(contactId), SCOPE, new Date(), OPEN).allowed,
  };
}

/** Done at the first call, and not again. */
function once(step: () => Promise<unknown>): () => Promise<unknown> {
  let done: Promise<unknown> | undefined;
  return () => {
    done ??= step();
    return done;
  };
}

/** Somebody else comes between the first look and the first commit. */
function beforeCommit(ledger: LedgerStore, step: () => Promise<unknown>): LedgerStore {
  const stepOnce = once(step);
  return {
    ...ledger,
    async commit(...commit) {
      await stepOnce();
      return ledger.commit(...commit);
    },
  };
}

describe.each(ledgers)('I1 (%s): a stop that finds everything stopped', (_, open) => {
  test('writes no event, and still voids the page that was served before it', async () => {
    const person = await leaver(open());
    const served = await person.look();
    expect((await person.stop()).outcome).toBe('unchanged');
    expect(await person.gate()).toMatchObject({ rev: 2, count: 1, heard: 1 });
    expect(await person.comeBack('preference-page', served)).toBe('withdrawal_stands');
    expect(await person.mayStart()).toBe(false);
  });

  test('leaves alone the page that was served after it', async () => {
    const person = await leaver(open());
    await person.stop();
    expect(await person.comeBack('preference-page', await person.look())).toBe('granted');
    expect(await person.mayStart()).toBe(true);
  });

  test('counts for a page that says nothing of what it heard', async () => {
    const person = await leaver(open());
    await person.stop();
    const { heard, ...saw } = await person.look();
    expect(await person.comeBack('preference-page', saw)).toBe('withdrawal_stands');
  });

  test('is heard as well where something else in the same submission writes an event', async () => {
    const ledger = open();
    const person = await leaver(ledger);
    const served = await person.look();
    await person.stopAndAsk();
    expect(await person.gate()).toMatchObject({ rev: 3, count: 1, heard: 1 });
    expect(await person.comeBack('preference-page', served)).toBe('withdrawal_stands');
  });

  test('withdraws again where a ceremony was over before the gate heard of it', async () => {
    const ledger = open();
    const person = await leaver(ledger);
    const served = await person.look();
    const comeBack = once(() => person.comeBack('preference-page', served));
    const overtaken: LedgerStore = {
      ...ledger,
      async hear(contactId) {
        await comeBack();
        return ledger.hear(contactId);
      },
    };
    expect((await person.stop(overtaken)).outcome).toBe('recorded');
    expect(await person.gate()).toMatchObject({ count: 2 });
    expect(await person.mayStart()).toBe(false);
  });

  test('wins where it comes between a ceremony’s look at the gate and its commit', async () => {
    const ledger = open();
    const person = await leaver(ledger);
    const served = await person.look();
    const overtaken = beforeCommit(ledger, () => person.stop());
    expect(await person.comeBack('preference-page', served, overtaken)).toBe('withdrawal_stands');
    expect(await person.mayStart()).toBe(false);
  });
});

describe.each(ledgers)(
  'I1 (%s): a stop that is remembered although it changes nothing',
  (_, open) => {
    const reportOf = (contactId: string): Withdrawal => ({
      ...{ source: 'api', caller: 'server', name: contactId, bodyHash: '', isRemembered: true },
      parts: [
        {
          ...{ contactId, matchId: null },
          requests: [{ kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' }],
        },
      ],
    });
    const report = async (ledger: LedgerStore, contactId: string) =>
      withdrawOrSpool(
        { clock: systemClock, ledger: () => ledger, spool: async () => {} },
        reportOf(contactId),
      );

    test('is heard with its receipt: an answer that gets lost after that leaves nothing undone', async () => {
      const ledger = open();
      const person = await leaver(ledger);
      const served = await person.look();
      let isLost = false;
      const losing: LedgerStore = {
        ...ledger,
        async commit(...commit) {
          const result = await ledger.commit(...commit);
          if (isLost) return result;
          isLost = true;
          await person.comeBack('preference-page', served);
          return 'unknown';
        },
      };
      expect(await report(losing, person.contactId)).toMatchObject({ outcome: 'repeated' });
      expect(await person.gate()).toMatchObject({ rev: 2, heard: 1 });
      expect(await person.mayStart()).toBe(false);
    });

    test('withdraws where a consent came first', async () => {
      const ledger = open();
      const person = await leaver(ledger);
      const served = await person.look();
      const overtaken = beforeCommit(ledger, () => person.comeBack('preference-page', served));
      expect(await report(overtaken, person.contactId)).toMatchObject({ outcome: 'recorded' });
      expect(await person.mayStart()).toBe(false);
    });

    test('repeated, takes nothing away from a consent that was given since', async () => {
      const ledger = open();
      const person = await leaver(ledger);
      await report(ledger, person.contactId);
      await person.comeBack('preference-page', await person.look());
      expect(await report(ledger, person.contactId)).toMatchObject({ outcome: 'repeated' });
      expect(await person.mayStart()).toBe(true);
    });
  },
);

describe('control', () => {
  test('without being heard, the same page would open the gate after the 200', async () => {
    const ledger = { ...memoryLedger(), hear: async () => true };
    const person = await leaver(ledger);
    const served = await person.look();
    await person.stop();
    expect(await person.comeBack('preference-page', served)).toBe('granted');
    expect(await person.mayStart()).toBe(true);
  });
});
