import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../shared/clock.ts';
import type { Tick } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { record, type Submission } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { granted, headerOf, OPEN } from '../histories.ts';
import { memoryLedger } from './memory-ledger.ts';

const event = sealHeader(headerOf(1, [granted(0)]));
const { contactId } = event;
const permit = { scope: 'email.newsletter', at: '2026-11-23T10:00:00.000Z' } as const;

const withdrawal: Submission = {
  source: 'one-click',
  parts: [
    {
      contactId,
      matchId: null,
      requests: [{ kind: 'withdraw', cover: 'email.newsletter', reason: 'withdrawn' }],
    },
  ],
  caller: 'u',
  idempotencyKey: (seen) => `token#${seen}`,
  bodyHash: '',
};

const NOW = new Date('2026-11-23T10:00:00.000Z');

const TEXTS: Tick = {
  scope: 'sms.newsletter',
  shown: {
    ...{ formId: 'signup', noticeId: 'privacy.v1', wordingId: 'texts.v1' },
    ...{ renderedHash: '0'.repeat(64), locale: 'en-GB' },
  },
  ...{ doubleOptIn: true, validityMonths: 24, coversTps: false },
};

/** A clock that only sleeping moves. */
function sleepersClock(): Clock & { sleptMs(): number } {
  let sleptMs = 0;
  return {
    now: () => new Date('2026-11-23T10:00:00.000Z'),
    monotonicMs: () => sleptMs,
    sleep: async (milliseconds) => {
      sleptMs += milliseconds;
    },
    random: () => 0.5,
    sleptMs: () => sleptMs,
  };
}

async function ledgerWithPermit() {
  const ledger = memoryLedger();
  const receipt = { recordedAt: event.recordedAt, parts: [] };
  const after = newGate(contactId, null, foldEvents([event]));
  const entry = { event, before: undefined, after, hold: null };
  await ledger.commit({ id: 'a', bodyHash: '', receipt }, [entry], []);
  await ledger.putPermit(contactId, 'gone', permit);
  return ledger;
}

describe('a withdrawal over the permit of an environment that died', () => {
  test('F48: waits for as long as that could have lived, and a second longer', async () => {
    const clock = sleepersClock();
    await withdraw(await ledgerWithPermit(), clock, withdrawal);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(11_000);
    expect(clock.sleptMs()).toBeLessThan(11_500);
  });

  test('takes the permit away, so that nobody waits for it again', async () => {
    const ledger = await ledgerWithPermit();
    await withdraw(ledger, sleepersClock(), withdrawal);
    const again = sleepersClock();
    expect(await withdraw(ledger, again, withdrawal)).toMatchObject({ outcome: 'unchanged' });
    expect(again.sleptMs()).toBe(0);
  });
});

describe('a withdrawal beside a store that stumbles', () => {
  const fault = Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 500 } });

  test('waits on when one of its looks fails, for as long as ever', async () => {
    const ledger = await ledgerWithPermit();
    const clock = sleepersClock();
    let looks = 0;
    const readGate: typeof ledger.readGate = async (id) => {
      if (++looks % 2 === 0 && looks > 2) throw fault;
      return ledger.readGate(id);
    };
    await withdraw({ ...ledger, readGate }, clock, withdrawal);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(11_000);
    expect((await ledger.readGate(contactId))?.permits).toEqual({});
  });

  test('fails where its first look does: then nobody knows what there is to wait for', async () => {
    const ledger = await ledgerWithPermit();
    let isCommitted = false;
    const stumbling: typeof ledger = {
      ...ledger,
      async commit(...args) {
        isCommitted = true;
        return ledger.commit(...args);
      },
      async readGate(id) {
        if (isCommitted) throw fault;
        return ledger.readGate(id);
      },
    };
    await expect(withdraw(stumbling, sleepersClock(), withdrawal)).rejects.toBe(fault);
  });

  test('leaves no drain running when that of another contact point has failed', async () => {
    const ledger = await ledgerWithPermit();
    const other = 'C'.repeat(22);
    const clock = sleepersClock();
    let isCommitted = false;
    const stumbling: typeof ledger = {
      ...ledger,
      async commit(...args) {
        isCommitted = true;
        return ledger.commit(...args);
      },
      async readGate(id) {
        if (isCommitted && id === other) throw fault;
        return ledger.readGate(id);
      },
    };
    const parts = [other, contactId].map((id) => ({
      ...{ contactId: id, matchId: null },
      requests: [{ kind: 'withdraw' as const, cover: '*' as const, reason: 'withdrawn' as const }],
    }));
    await expect(withdraw(stumbling, clock, { ...withdrawal, parts })).rejects.toBe(fault);
    expect(clock.sleptMs()).toBeGreaterThanOrEqual(11_000);
    expect((await ledger.readGate(contactId))?.permits).toEqual({});
  });
});

describe('a link that stops everything at two contact points', () => {
  const phone = 'B'.repeat(22);
  const everywhere: Submission = {
    ...withdrawal,
    parts: [contactId, phone].map((id) => ({
      ...{ contactId: id, matchId: null },
      requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }],
    })),
  };

  test('stops again at one where the person has consented since, however often', async () => {
    const ledger = memoryLedger();
    for (const round of [1, 2, 3]) {
      const gate = await ledger.readGate(phone);
      const saw = { basis: gate?.count ?? 0, seq: gate?.rev ?? 0 };
      await record(ledger, sleepersClock(), {
        ...{ source: 'confirmation', caller: 'c', bodyHash: '' },
        parts: [
          { contactId: phone, matchId: phone, requests: [{ kind: 'grant', tick: TEXTS, saw }] },
        ],
        idempotencyKey: () => `confirmation ${round}`,
      });
      const { outcome } = await withdraw(ledger, sleepersClock(), everywhere);
      const verdict = permission(await ledger.readGate(phone), TEXTS.scope, NOW, OPEN);
      expect({ round, outcome, verdict: verdict.reason }).toEqual({
        ...{ round, outcome: 'recorded', verdict: 'withdrawn' },
      });
    }
  });
});
