import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record } from '../../shared/ledger/record.ts';
import { type SpoolPorts, withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { tickOf } from '../histories.ts';
import { leaving, newContact, startSpoolWorld } from './spool-world.ts';

let w: Awaited<ReturnType<typeof startSpoolWorld>>;
beforeAll(async () => {
  w = await startSpoolWorld();
});
afterAll(() => w?.stop());
beforeEach(() => {
  w.spooled.length = 0;
});

/** Somebody whom strangers sign up without pause: they win every race until the contact point is held. */
function crowdedPorts(contactId: string): SpoolPorts {
  const isHeld = async () => (await w.holdsOf(contactId)).length > 0;
  const crowded = (ledger: LedgerStore): LedgerStore => ({
    ...ledger,
    commit: async (...commit) => ((await isHeld()) ? ledger.commit(...commit) : 'conflict'),
  });
  return { ...w.ports, ledger: (signal) => crowded(w.ports.ledger(signal)) };
}

const grant = { kind: 'grant' as const, tick: tickOf('email.offers') };

describe('A53: a withdrawal in a crowd of signups', () => {
  test('is recorded under a hold of its own, which it lifts; it is not spooled', async () => {
    const contactId = await w.subscriber();
    const left = await withdrawOrSpool(crowdedPorts(contactId), leaving(contactId));
    expect(left).toMatchObject({ outcome: 'recorded' });
    expect(w.spooled).toEqual([]);
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId)).toBe(false);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(true);
  });

  test('control: where nobody made way for it, it would be spooled', async () => {
    const contactId = await w.subscriber();
    const ruthless = (ledger: LedgerStore): LedgerStore => ({
      ...ledger,
      commit: async () => 'conflict',
    });
    const ports = { ...w.ports, ledger: (signal: AbortSignal) => ruthless(w.ports.ledger(signal)) };
    expect(await withdrawOrSpool(ports, leaving(contactId))).toBe('spooled');
    expect(w.spooled).toHaveLength(1);
  });

  test('goes ahead of the consents beside it, which are to be sent again', async () => {
    const contactId = await w.subscriber();
    const other = newContact();
    const { parts, ...rest } = leaving(contactId);
    const mixed = {
      ...rest,
      ...{ source: 'api' as const, repeatable: false },
      parts: [...parts, { contactId: other, matchId: null, requests: [grant] }],
    };
    const sending = () => withdrawOrSpool(crowdedPorts(contactId), mixed);
    await expect(sending()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('in force'),
    });
    expect(await w.types(contactId)).toContain('ConsentWithdrawn');
    expect(await w.types(other)).toEqual([]);
    expect(await withdrawOrSpool(w.ports, mixed)).toMatchObject({ outcome: 'recorded' });
    expect(await w.types(other)).toEqual(['ConsentGranted']);
  });

  test('is made way for: under its hold a consent tries once, and then gives up', async () => {
    const contactId = await w.subscriber();
    await w.ledger.addHold(contactId, 'spool:one:two');
    let tries = 0;
    const contended: LedgerStore = {
      ...w.ledger,
      async commit() {
        tries += 1;
        return 'conflict';
      },
    };
    const submission = { source: 'form' as const, caller: 'form', bodyHash: '' };
    const signingUp = record(contended, w.clock, {
      ...submission,
      parts: [{ contactId, matchId: null, requests: [grant] }],
      idempotencyKey: () => `again ${contactId}`,
    });
    await expect(signingUp).rejects.toMatchObject({ code: 'unavailable' });
    expect(tries).toBe(1);
  });

  test('consents that lose to the crowd are answered as unavailable, not as a failure', async () => {
    const contactId = await w.subscriber();
    const { parts: _, ...rest } = leaving(contactId);
    const submission = {
      ...rest,
      source: 'form' as const,
      parts: [{ contactId, matchId: null, requests: [grant] }],
    };
    const sending = withdrawOrSpool(crowdedPorts(contactId), submission);
    await expect(sending).rejects.toMatchObject({ code: 'unavailable' });
    expect(w.spooled).toEqual([]);
    expect(await w.holdsOf(contactId)).toEqual([]);
  });
});
