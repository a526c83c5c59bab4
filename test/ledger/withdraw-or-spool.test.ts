import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { chainFaults } from '../../shared/domain/event-hash.ts';
import {
  applySpooled,
  type WithdrawPorts,
  withdrawOrSpool,
} from '../../shared/ledger/withdraw-or-spool.ts';
import { tickOf } from '../histories.ts';
import { leaving, newContact, SCOPE, startSpoolWorld, watched } from './spool-world.ts';

let w: Awaited<ReturnType<typeof startSpoolWorld>>;
beforeAll(async () => {
  w = await startSpoolWorld();
});
afterAll(() => w?.stop());
beforeEach(() => {
  w.world.outage = 'none';
  w.world.isSpoolDown = false;
  w.spooled.length = 0;
});

const leave = (contactId: string, cover?: Parameters<typeof leaving>[1]) =>
  withdrawOrSpool(w.ports, leaving(contactId, cover));

const apply = (...messages: SpooledWithdrawal[]) =>
  messages.reduce(
    (before, message) => before.then(() => applySpooled(w.ports, message)),
    Promise.resolve(),
  );

describe('while the store takes no transaction', () => {
  test.each(['ledger', 'transactions'] as const)(
    'F45: (%s) a withdrawal holds its contact point and is spooled: nothing starts there',
    async (outage) => {
      const contactId = await w.subscriber();
      w.world.outage = outage;
      expect(await leave(contactId)).toBe('spooled');
      expect(await w.holdsOf(contactId)).toEqual([w.spooled[0]?.hold]);
      w.world.outage = 'none';
      expect(await w.mayStart(contactId)).toBe(false);
      expect(await w.mayStart(contactId, 'email.offers')).toBe(false);
    },
  );

  test('the spooled message says whom and what in keyed hashes, and nothing more', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'transactions';
    await leave(contactId);
    expect(w.spooled).toEqual([
      {
        ...{ version: 1, source: 'unsubscribe-page', caller: 'u', bodyHash: '' },
        idempotencyKey: `link of ${contactId} ${SCOPE}#0`,
        parts: [
          {
            ...{ contactId, matchId: null },
            withdrawals: [{ cover: SCOPE, reason: 'withdrawn' }],
          },
        ],
        hold: expect.stringMatching(/^spool:[\w-]{43}:[\w-]{43}$/),
      },
    ]);
  });

  test('F5: conflicts are tried again for five seconds, and not much longer', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'transactions';
    const start = w.clock.sleptMs();
    await leave(contactId);
    const spentMs = w.clock.sleptMs() - start;
    expect(spentMs).toBeGreaterThan(4_000);
    expect(spentMs).toBeLessThan(7_000);
  });

  test('F44: nothing of the store answers: it is spooled all the same', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'everything';
    expect(await leave(contactId)).toBe('spooled');
    expect(await w.mayStart(contactId)).toBe(false);
    expect(w.spooled).toHaveLength(1);
  });

  test('the spool fails too: nothing is acknowledged, and the hold stays', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'transactions';
    w.world.isSpoolDown = true;
    await expect(leave(contactId)).rejects.toMatchObject({ code: 'unavailable' });
    w.world.outage = 'none';
    expect(await w.mayStart(contactId)).toBe(false);
    expect(await w.holdsOf(contactId)).toHaveLength(1);
    // Pressing the button once more heals it.
    expect(await leave(contactId)).toMatchObject({ outcome: 'recorded' });
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(true);
  });

  test('a withdrawal that the store will never take is not spooled: its own contact point alone is silent', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'refusals';
    const start = w.clock.sleptMs();
    await expect(leave(contactId)).rejects.toMatchObject({ code: 'unavailable' });
    expect(w.clock.sleptMs() - start).toBe(0);
    expect(w.spooled).toEqual([]);
    w.world.outage = 'none';
    expect(await w.mayStart(contactId)).toBe(false);
    // A release that can write it, and the same once more.
    expect(await leave(contactId)).toMatchObject({ outcome: 'recorded' });
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId)).toBe(false);
  });

  test('a submission without withdrawals that the store will never take fails as what it is', async () => {
    const contactId = newContact();
    w.world.outage = 'refusals';
    const requests = [{ kind: 'grant' as const, tick: tickOf(SCOPE) }];
    const parts = [{ contactId, matchId: null, requests }];
    const signup = { source: 'form' as const, parts, caller: 'form', name: 'b', bodyHash: '' };
    await expect(withdrawOrSpool(w.ports, signup)).rejects.toThrow('maximum allowed size');
    expect(await w.holdsOf(contactId)).toEqual([]);
  });

  test('someone unknown can leave too', async () => {
    const contactId = newContact();
    w.world.outage = 'transactions';
    await leave(contactId);
    w.world.outage = 'none';
    expect(await w.holdsOf(contactId)).toHaveLength(1);
    await apply(...w.spooled);
    expect(await w.types(contactId)).toEqual(['ConsentWithdrawn']);
    expect(await w.holdsOf(contactId)).toEqual([]);
  });

  test('a submission without withdrawals is neither held nor spooled: it fails', async () => {
    const contactId = newContact();
    w.world.outage = 'transactions';
    const parts = [
      { contactId, matchId: null, requests: [{ kind: 'grant' as const, tick: tickOf(SCOPE) }] },
    ];
    const signup = { source: 'form' as const, parts, caller: 'form', name: 'a', bodyHash: '' };
    await expect(withdrawOrSpool(w.ports, signup)).rejects.toThrow();
    expect(w.spooled).toEqual([]);
    expect(await w.holdsOf(contactId)).toEqual([]);
  });

  test('of a form with a yes and an objection only the objection waits, and the form can be sent again', async () => {
    const [email, postal] = [newContact(), newContact()];
    const form = {
      ...{ source: 'form' as const, caller: 'form:contact', name: 'nonce', bodyHash: 'h' },
      parts: [
        {
          contactId: email,
          matchId: null,
          requests: [{ kind: 'grant' as const, tick: tickOf(SCOPE) }],
        },
        {
          ...{ contactId: postal, matchId: newContact() },
          requests: [
            {
              kind: 'withdraw' as const,
              cover: 'post.offers' as const,
              reason: 'objected' as const,
            },
          ],
        },
      ],
    };
    w.world.outage = 'transactions';
    expect(await withdrawOrSpool(w.ports, form)).toBe('spooled');
    w.world.outage = 'none';
    expect(await w.holdsOf(email)).toEqual([]);
    await apply(...w.spooled);
    expect(await w.ledger.readGate(postal)).toMatchObject({
      ...{ holds: [], matchId: form.parts[1]?.matchId },
      epochs: { 'post.offers': { reason: 'objected' } },
    });
    expect(await withdrawOrSpool(w.ports, form)).toMatchObject({ outcome: 'recorded' });
    expect([await w.types(email), await w.types(postal)]).toEqual([
      ['ConsentGranted'],
      ['ConsentWithdrawn'],
    ]);
  });
});

describe('once the store is back, a spooled withdrawal', () => {
  const spooledFor = async (contactId: string, ...covers: (typeof SCOPE | 'email.offers')[]) => {
    w.world.outage = 'transactions';
    for (const cover of covers) await leave(contactId, cover);
    w.world.outage = 'none';
  };

  test('is recorded once, however often it is delivered, and its hold is gone', async () => {
    const contactId = await w.subscriber();
    await spooledFor(contactId, SCOPE);
    await apply(...w.spooled, ...w.spooled);
    await Promise.all(
      [...w.spooled, ...w.spooled].map((message) => applySpooled(w.ports, message)),
    );
    expect(await w.types(contactId)).toEqual([
      'ConsentGranted',
      'ConsentGranted',
      'ConsentWithdrawn',
    ]);
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId)).toBe(false);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(true);
    expect(chainFaults(await w.ledger.readEvents(contactId))).toEqual([]);
  });

  test('adds nothing where the person has pressed again meanwhile', async () => {
    const contactId = await w.subscriber();
    await spooledFor(contactId, SCOPE);
    expect(await leave(contactId)).toMatchObject({ outcome: 'recorded' });
    await apply(...w.spooled);
    expect((await w.types(contactId)).filter((type) => type === 'ConsentWithdrawn')).toHaveLength(
      1,
    );
    expect(await w.holdsOf(contactId)).toEqual([]);
  });

  test('F1: adds nothing where it had been written and only the answer was lost, even after a new consent', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'answers';
    await leave(contactId);
    w.world.outage = 'none';
    expect(await w.types(contactId)).toContain('ConsentWithdrawn');
    await reconsent(contactId);
    await apply(...w.spooled);
    expect(await w.mayStart(contactId)).toBe(true);
  });

  test('counts once more where it comes late a second time after the same link was used anew', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'everything';
    await leave(contactId);
    w.world.outage = 'none';
    await apply(...w.spooled);
    await reconsent(contactId);
    const [first] = w.spooled;
    if (!first) throw new Error('nothing spooled');
    await apply(first);
    expect(await w.mayStart(contactId)).toBe(true);
    w.world.outage = 'everything';
    await leave(contactId);
    w.world.outage = 'none';
    await apply(...w.spooled);
    expect(await w.mayStart(contactId)).toBe(false);
  });

  test('lifts only its own hold: two on one contact point, and one that is nobody’s', async () => {
    const contactId = await w.subscriber();
    await spooledFor(contactId, SCOPE, 'email.offers');
    await w.ledger.addHold(contactId, 'tampering');
    const [first, second] = w.spooled;
    if (!first || !second) throw new Error('not spooled');
    await apply(first);
    expect(await w.holdsOf(contactId)).toEqual([second.hold, 'tampering'].toSorted());
    await apply(second);
    expect(await w.holdsOf(contactId)).toEqual(['tampering']);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(false);
  });

  test('delivered twice, leaves the hold of the same link’s next withdrawal, which still waits', async () => {
    const contactId = await w.subscriber();
    await spooledFor(contactId, SCOPE);
    const [first] = w.spooled;
    if (!first) throw new Error('nothing spooled');
    await apply(first);
    await reconsent(contactId);
    await spooledFor(contactId, SCOPE);
    await apply(first);
    expect(await w.holdsOf(contactId)).toEqual([w.spooled[1]?.hold]);
    expect(await w.mayStart(contactId)).toBe(false);
    await apply(...w.spooled);
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId)).toBe(false);
  });

  test('counts beside another form that was sent under the same token meanwhile', async () => {
    const contactId = newContact();
    const objection = (cover: 'post.offers' | 'post.catalogue') => ({
      ...{ ...leaving(contactId, cover), source: 'form' as const, repeatable: false },
      ...{ name: `nonce of ${contactId}`, bodyHash: cover },
    });
    w.world.outage = 'transactions';
    await withdrawOrSpool(w.ports, objection('post.offers'));
    w.world.outage = 'none';
    await withdrawOrSpool(w.ports, objection('post.catalogue'));
    await apply(...w.spooled, ...w.spooled);
    const gate = await w.ledger.readGate(contactId);
    expect(Object.keys(gate?.epochs ?? {}).toSorted()).toEqual(['post.catalogue', 'post.offers']);
    expect(gate).toMatchObject({ rev: 2, holds: [] });
  });

  test('that still cannot be recorded holds its contact point and waits', async () => {
    const contactId = await w.subscriber();
    w.world.outage = 'everything';
    await leave(contactId);
    w.world.outage = 'transactions';
    await expect(apply(...w.spooled)).rejects.toThrow();
    expect(await w.holdsOf(contactId)).toEqual([w.spooled[0]?.hold]);
    w.world.outage = 'none';
    expect(await w.mayStart(contactId)).toBe(false);
    await apply(...w.spooled);
    expect(await w.holdsOf(contactId)).toEqual([]);
  });
});

describe('between hold and withdrawal', () => {
  /** How many messages a sender can start while `consumer` works, trying before each step and after the last. */
  async function startsDuring(
    consumer: (ports: WithdrawPorts, message: SpooledWithdrawal) => Promise<void>,
  ): Promise<number> {
    const contactId = await w.subscriber();
    w.world.outage = 'transactions';
    await leave(contactId);
    w.world.outage = 'none';
    let starts = 0;
    const attempt = async () => {
      if (await w.mayStart(contactId)) starts += 1;
    };
    const ports = { ...w.ports, ledger: () => watched(w.ledger, attempt) };
    for (const message of w.spooled) await consumer(ports, message);
    await attempt();
    expect(await w.types(contactId)).toContain('ConsentWithdrawn');
    expect(await w.holdsOf(contactId)).toEqual([]);
    return starts;
  }

  test('nothing starts at any step', async () => {
    expect(await startsDuring(applySpooled)).toBe(0);
  });

  test('control: a consumer that lifts the hold before it commits is caught', async () => {
    const liftsFirst: typeof applySpooled = async (ports, message) => {
      const ledger = ports.ledger(AbortSignal.timeout(1_000));
      for (const { contactId } of message.parts) await ledger.liftHold(contactId, message.hold);
      await applySpooled(ports, message);
    };
    expect(await startsDuring(liftsFirst)).toBeGreaterThan(0);
  });
});

/** A ceremony that saw every withdrawal on record. */
async function reconsent(contactId: string): Promise<void> {
  const gate = await w.ledger.readGate(contactId);
  const saw = { basis: gate?.count ?? 0, seq: gate?.rev ?? 0 };
  const requests = [{ kind: 'grant' as const, tick: tickOf(SCOPE), saw }];
  const parts = [{ contactId, matchId: null, requests }];
  const name = `anew ${contactId}`;
  await withdrawOrSpool(w.ports, {
    source: 'preference-page',
    parts,
    caller: 'p',
    name,
    bodyHash: '',
  });
}
