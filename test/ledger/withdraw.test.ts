import { describe, expect, test } from '@jest/globals';
import type { Clock } from '../../shared/clock.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import type { Submission } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { granted, headerOf } from '../histories.ts';
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
