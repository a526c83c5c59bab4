import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import type { ServiceMessage } from '../../events/service-message.ts';
import { catalogue } from '../../shared/catalogue.ts';
import type { Clock } from '../../shared/clock.ts';
import { forgive, type Spent, spend } from '../../shared/domain/message-budget.ts';
import { confirmations } from '../../shared/domain/pending.ts';
import { isTexted } from '../../shared/domain/phone-number.ts';
import { confirmationOf } from '../../shared/domain/routing.ts';
import { segmentsOf } from '../../shared/domain/text-segments.ts';
import { confirmationsAgain, submissionItem } from '../../shared/ledger/ledger-item.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import type { ProviderOutcome } from '../../shared/sending/send-one.ts';
import { ALLOWANCES, type Budgets } from '../../shared/service-messages/budgets.ts';
import { confirm } from '../../shared/service-messages/confirm.ts';
import { emailOf, textOf } from '../../shared/service-messages/letters.ts';
import { renderServiceEmail } from '../../shared/service-messages/render-service-email.ts';
import {
  type Letter,
  type ServicePorts,
  sendServiceMessage,
} from '../../shared/service-messages/send-service-message.ts';
import { shown, tickOf } from '../histories.ts';
import { memoryKeys, memoryLedger } from '../ledger/memory-ledger.ts';
import { newContact } from '../ledger/spool-world.ts';

const MINUTE = 60_000;
const SCOPE = 'email.offers';

/** A service with everything in memory, a clock of its own, and a provider that says what it is told to. */
function service(over: Partial<ServicePorts> = {}) {
  let nowMs = Date.parse('2026-11-24T10:00:00Z');
  const clock: Clock = {
    now: () => new Date(nowMs),
    monotonicMs: () => nowMs,
    sleep: async () => {},
    random: () => 0.5,
  };
  const keys = memoryKeys(() => {});
  const ledger = memoryLedger(keys);
  const sent: Letter[] = [];
  const outcomes: string[] = [];
  const provider: { outcome: ProviderOutcome } = { outcome: 'accepted' };
  const ports: ServicePorts = {
    ...{ catalogue, channel: 'email', clock, ledger, keys, budgets: memoryBudgets() },
    ...{ allowedRecipients: ['example.com'], mostPerHour: 1_000_000 },
    measure: (_, __, dimensions) => void outcomes.push(Object.values(dimensions).join(' ')),
    takeTurn: async () => true,
    isReached: () => true,
    prepare: async (letter) => async () => {
      if (provider.outcome === 'accepted') sent.push(letter);
      return provider.outcome;
    },
    ...over,
  };
  const submission = { caller: 'form', bodyHash: '', idempotencyKey: () => randomUUID() };

  return {
    ...{ ports, sent, outcomes, provider, ledger, clock },
    /** The person presses the button of the link in that message. */
    confirm: ({ contactId, event }: { contactId: string; event: LedgerEvent }) =>
      confirm(
        { ...ports, ledger, catalogue },
        { contactId, seq: event.seq },
        [...confirmations(event).values()].flat(),
        {},
      ),
    pass: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    send: (message: ServiceMessage) => sendServiceMessage(ports, message),

    /** A form is posted; the message that its news leads to. */
    async signUp(
      address: string,
      contactId = newContact(),
      ip = '192.0.2.1',
      scope: Scope = SCOPE,
    ) {
      await record(ledger, clock, {
        ...{ ...submission, source: 'form', evidence: { ip } },
        parts: [
          {
            ...{ contactId, matchId: null },
            address: { typed: address, canonical: address },
            requests: [{ kind: 'grant', tick: tickOf(scope, { doubleOptIn: true }) }],
          },
        ],
      });
      const event = (await ledger.readEvents(contactId)).at(-1);
      if (!event) throw new Error('nothing was recorded');
      return { contactId, event, message: confirmationOf(event) };
    },
    /** As the door of a form records it, in one of two wordings; the messages that its news leads to. */
    async post(address: string, contactId: string, wordingId: 'w1' | 'w2', isFromAnybody = true) {
      const messages: ServiceMessage[] = [];
      const listening: typeof ledger = {
        ...ledger,
        commit(kept, entries, ...more) {
          const news = entries.map(({ event }) => confirmationOf(event));
          const again = confirmationsAgain(submissionItem(kept)).map(({ message }) => message);
          messages.push(...news, ...again);
          return ledger.commit(kept, entries, ...more);
        },
      };
      const tick = tickOf(SCOPE, { doubleOptIn: true, shown: { ...shown, wordingId } });
      await record(listening, clock, {
        ...{ ...submission, source: 'form', isFromAnybody, isRemembered: true },
        evidence: { ip: '192.0.2.1' },
        parts: [
          {
            ...{ contactId, matchId: null },
            address: { typed: address, canonical: address },
            requests: [{ kind: 'grant', tick }],
          },
        ],
      });
      return messages;
    },
    stop: (contactId: string) =>
      withdraw(ledger, clock, {
        ...{ ...submission, source: 'one-click' },
        parts: [
          {
            ...{ contactId, matchId: null },
            requests: [{ kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' }],
          },
        ],
      }),
  };
}

function memoryBudgets(allowances = ALLOWANCES): Budgets {
  const spent = new Map<string, Spent>();
  const heaps = new Map<string, number>();
  const of = (contactId: string, kind: string) => spent.get(`${kind} ${contactId}`) ?? [];
  return {
    look: async (contactId, kind, cause, now) =>
      spend(of(contactId, kind), cause, now, allowances[kind]).outcome,
    async take(contactId, kind, cause, now) {
      const spending = spend(of(contactId, kind), cause, now, allowances[kind]);
      if (spending.outcome === 'spent') spent.set(`${kind} ${contactId}`, spending.after);
      return spending.outcome;
    },
    async forgive(contactId, kind) {
      spent.set(`${kind} ${contactId}`, forgive(of(contactId, kind)));
    },
    async giveBack(contactId, kind, cause) {
      spent.set(
        `${kind} ${contactId}`,
        of(contactId, kind).filter((one) => one.cause !== cause),
      );
    },
    async fits(heap, mostPerHour) {
      heaps.set(heap, (heaps.get(heap) ?? 0) + 1);
      return (heaps.get(heap) ?? 0) <= mostPerHour;
    },
  };
}

describe('what the service writes by itself', () => {
  test('goes to the address in the evidence, and asks for what was asked', async () => {
    const s = service();
    const { message } = await s.signUp('jane@example.com');
    expect(await s.send(message)).toBe('done');
    expect(s.sent).toMatchObject([{ to: 'jane@example.com', asked: [{ scope: SCOPE }] }]);
    expect(s.outcomes).toEqual(['email sent']);
  });

  test('goes once, however often its message is delivered', async () => {
    const s = service();
    const { message } = await s.signUp('jane@example.com');
    for (let time = 0; time < 5; time++) expect(await s.send(message)).toBe('done');
    expect(s.sent).toHaveLength(1);
  });

  test('A14: is not sent once the person has withdrawn', async () => {
    const s = service();
    const { contactId, message } = await s.signUp('jane@example.com');
    await s.stop(contactId);
    expect(await s.send(message)).toBe('done');
    expect(s.sent).toEqual([]);
    expect(s.outcomes).toEqual(['email not-needed']);
  });

  test('is not sent once it was confirmed', async () => {
    const s = service();
    const asked = await s.signUp('jane@example.com');
    await s.confirm(asked);
    await s.send(asked.message);
    expect(s.sent).toEqual([]);
  });

  test('is not sent where the same was confirmed since over another link', async () => {
    const s = service();
    const first = await s.signUp('jane@example.com');
    const second = await s.signUp('jane@example.com', first.contactId);
    await s.send(first.message);
    await s.confirm(first);
    s.pass(10 * MINUTE);
    await s.send(second.message);
    expect(s.sent).toHaveLength(1);
    // But who signs up once more wants it for longer, and is asked.
    s.pass(10 * MINUTE);
    await s.send((await s.signUp('jane@example.com', first.contactId)).message);
    expect(s.sent).toHaveLength(2);
  });

  test('is not sent for a purpose that is offered no more', async () => {
    const [newsletter] = catalogue.purposes;
    if (!newsletter) throw new Error('the catalogue is empty');
    const s = service({ catalogue: { ...catalogue, purposes: [newsletter] } });
    await s.send((await s.signUp('jane@example.com')).message);
    expect(s.outcomes).toEqual(['email not-needed']);
  });

  test('is not sent a day late, nor off the list of recipients, nor to a held contact point', async () => {
    const s = service();
    const { message } = await s.signUp('jane@example.com');
    s.pass(25 * 60 * MINUTE);
    await s.send(message);
    await s.send((await s.signUp('jane@elsewhere.example')).message);
    const held = await s.signUp('held@example.com');
    await s.ledger.addHold(held.contactId, 'tampering');
    await s.send(held.message);
    expect(s.sent).toEqual([]);
    expect(s.outcomes).toEqual(['email stale', 'email closed', 'email not-needed']);
  });

  test('that the provider refuses is tried again, and spends nothing meanwhile', async () => {
    const s = service();
    const { message } = await s.signUp('jane@example.com');
    s.provider.outcome = 'refused';
    for (let time = 0; time < 5; time++) expect(await s.send(message)).toBe('retry');
    s.provider.outcome = 'accepted';
    expect(await s.send(message)).toBe('done');
    expect(s.sent).toHaveLength(1);
  });

  test('of which the provider says nothing is not sent again', async () => {
    const s = service();
    const { message } = await s.signUp('jane@example.com');
    s.provider.outcome = 'unknown';
    expect(await s.send(message)).toBe('done');
    s.provider.outcome = 'accepted';
    await s.send(message);
    expect(s.sent).toEqual([]);
    expect(s.outcomes).toEqual(['email unknown', 'email not-needed']);
  });
});

const wanted = (contactId: string, askedAt: Date): ServiceMessage => ({
  ...{ version: 1, kind: 'preferences', contactId, locale: 'cy-GB' },
  askedAt: askedAt.toISOString(),
});

describe('a link to one’s preferences', () => {
  test('goes to the newest address on record, also once everything is stopped', async () => {
    const s = service();
    const { contactId } = await s.signUp('jane@example.com');
    await s.stop(contactId);
    expect(await s.send(wanted(contactId, s.clock.now()))).toBe('done');
    expect(s.sent).toMatchObject([{ kind: 'preferences', to: 'jane@example.com' }]);
  });

  test('A19: is sent to nobody unknown', async () => {
    const s = service();
    expect(await s.send(wanted(newContact(), s.clock.now()))).toBe('done');
    expect(s.sent).toEqual([]);
    expect(s.outcomes).toEqual(['email not-needed']);
  });

  test('is not sent where the address can be read no more, nor to a held contact point, nor off the list', async () => {
    const s = service();
    const erased = await s.signUp('erased@example.com');
    s.ports.keys.readDataKey = async () => undefined;
    await s.send(wanted(erased.contactId, s.clock.now()));
    const t = service();
    const held = await t.signUp('held@example.com');
    await t.ledger.addHold(held.contactId, 'tampering');
    await t.send(wanted(held.contactId, t.clock.now()));
    const elsewhere = await t.signUp('jane@elsewhere.example');
    await t.send(wanted(elsewhere.contactId, t.clock.now()));
    expect([...s.sent, ...t.sent]).toEqual([]);
    expect([...s.outcomes, ...t.outcomes]).toEqual([
      'email no-address',
      'email not-needed',
      'email closed',
    ]);
  });

  test('A16: comes three times a week at most, whoever asks how often', async () => {
    const s = service();
    const { contactId } = await s.signUp('jane@example.com');
    for (let time = 0; time < 300; time++) {
      await s.send(wanted(contactId, s.clock.now()));
      s.pass(10 * MINUTE);
    }
    expect(s.sent).toHaveLength(3);
    s.pass(7 * 24 * 60 * MINUTE);
    await s.send(wanted(contactId, s.clock.now()));
    expect(s.sent).toHaveLength(4);
  });

  test('says the same by email and by text, in the language that it was asked for in', async () => {
    const s = service();
    const { contactId } = await s.signUp('jane@example.com');
    const ring = { current: 'k1', keys: { k1: new Uint8Array(32).fill(1) } };
    const deployment = {
      ENVIRONMENT: 'test',
      LINK_BASE_URL: 'https://a1b2c3d4e5.execute-api.example.com',
    };
    const mint = { ring, deployment, now: s.clock.now() };
    const letterIn = (locale: string): Letter => ({
      kind: 'preferences',
      to: 'jane@example.com',
      message: { ...wanted(contactId, s.clock.now()), kind: 'preferences', locale },
    });
    for (const locale of catalogue.locales) {
      const email = emailOf(catalogue, letterIn(locale), mint);
      expect(email).toMatchObject({
        locale,
        button: { url: expect.stringContaining('/p/p1.k1.e.') },
      });
      const mime = String(await renderServiceEmail(catalogue, email));
      expect(mime).not.toMatch(/List-Unsubscribe|List-Id/i);
      const text = textOf(catalogue, letterIn(locale), 'Larkfield', mint);
      expect(text).toMatch(/^Larkfield: .* https:\S+\/p\/p1\.k1\.t\.\S+$/);
      expect(segmentsOf(text)).toBe(1);
    }
  });
});

describe('A17: what is texted', () => {
  const abroad = ['+5351234567', '+8801712345678', '+24762345', '+447797712345'];
  const texting = (countries = ['GB']) =>
    service({
      ...{ channel: 'sms', allowedRecipients: ['*'] },
      isReached: (to) => isTexted(countries, to),
    });

  test('goes to no number of a country that the catalogue does not list, whoever recorded it', async () => {
    const s = texting();
    for (const number of abroad) {
      const { contactId, message } = await s.signUp(
        number,
        newContact(),
        '192.0.2.1',
        'sms.events',
      );
      expect(await s.send(message)).toBe('done');
      expect(await s.send(wanted(contactId, s.clock.now()))).toBe('done');
    }
    expect(s.sent).toEqual([]);
    expect(new Set(s.outcomes)).toEqual(new Set(['sms closed']));
  });

  test('control: goes to a number of one that it lists', async () => {
    const s = texting();
    const cuban = texting(['CU']);
    await s.send(
      (await s.signUp('+447700900123', newContact(), '192.0.2.1', 'sms.events')).message,
    );
    await cuban.send(
      (await cuban.signUp('+5351234567', newContact(), '192.0.2.1', 'sms.events')).message,
    );
    expect([...s.sent, ...cuban.sent].map(({ to }) => to)).toEqual([
      '+447700900123',
      '+5351234567',
    ]);
  });
});

describe('A16: a flood of signups with other people’s addresses', () => {
  test('nine addresses, hundreds of times each over a month: three messages each at most', async () => {
    const s = service();
    const people = Array.from({ length: 9 }, (_, index) => ({
      address: `victim${index}@example.com`,
      contactId: newContact(),
    }));
    for (let round = 0; round < 300; round++) {
      for (const { address, contactId } of people) {
        const { message } = await s.signUp(
          address,
          contactId,
          `203.0.${round % 256}.${round % 199}`,
        );
        await s.send(message);
      }
      s.pass(100 * MINUTE);
    }
    for (const { address } of people) {
      expect(s.sent.filter(({ to }) => to === address)).toHaveLength(3);
    }
  });

  type Flood = { posts: number; budgets?: Budgets; isFromAnybody?: boolean };

  /** How many messages and events each of nine people gets of so many posts, one a minute, in two wordings. */
  async function flood({ posts, budgets = memoryBudgets(), isFromAnybody = true }: Flood) {
    const s = service({ budgets });
    const people = Array.from({ length: 9 }, (_, index) => ({
      address: `victim${index}@example.com`,
      contactId: newContact(),
    }));
    for (let post = 0; post < posts; post++) {
      const wordingId = post % 2 === 0 ? 'w1' : 'w2';
      for (const { address, contactId } of people) {
        const messages = await s.post(address, contactId, wordingId, isFromAnybody);
        for (const message of messages) await s.send(message);
      }
      s.pass(MINUTE);
    }
    const countOf = async ({ address, contactId }: (typeof people)[number]) => ({
      messages: s.sent.filter(({ to }) => to === address).length,
      events: (await s.ledger.readEvents(contactId)).length,
    });
    return Promise.all(people.map(countOf));
  }

  test('nine addresses × 9,000 posts, recorded as a form’s door does: three messages each, and two events for two wordings', async () => {
    expect(await flood({ posts: 9_000 })).toEqual(Array(9).fill({ messages: 3, events: 2 }));
  }, 120_000);

  test('control: a budget that is never used up is noticed, and so is a door that records all', async () => {
    const endless = memoryBudgets({
      ...ALLOWANCES,
      confirmation: { ...ALLOWANCES.confirmation, most: 1_000 },
    });
    for (const { messages } of await flood({ posts: 100, budgets: endless })) {
      expect(messages).toBeGreaterThan(3);
    }
    for (const { events } of await flood({ posts: 100, isFromAnybody: false })) {
      expect(events).toBe(100);
    }
  });

  test('does not cut off whoever answers: from then on three more may come, and none of them twice', async () => {
    const s = service();
    const contactId = newContact();
    const ask = async () => {
      const asked = await s.signUp('jane@example.com', contactId);
      await s.send(asked.message);
      s.pass(10 * MINUTE);
      return asked;
    };
    const first = await ask();
    for (let time = 0; time < 5; time++) await ask();
    expect(s.sent).toHaveLength(3);
    await s.confirm(first);
    for (let time = 0; time < 5; time++) await s.send((await ask()).message);
    expect(s.sent).toHaveLength(6);
  });

  test('what comes too soon after another waits, and is not lost', async () => {
    const s = service();
    const first = await s.signUp('jane@example.com');
    const second = await s.signUp('jane@example.com', first.contactId);
    expect(await s.send(first.message)).toBe('done');
    expect(await s.send(second.message)).toBe('retry');
    s.pass(5 * MINUTE);
    expect(await s.send(second.message)).toBe('done');
    expect(s.sent).toHaveLength(2);
  });

  test('from one network waits once a hundred were sent in the hour, and so does everybody at the limit of all', async () => {
    const s = service();
    const results: string[] = [];
    for (let index = 0; index < 120; index++) {
      const { message } = await s.signUp(`p${index}@example.com`, newContact(), '198.51.100.7');
      results.push(await s.send(message));
    }
    expect(results.filter((result) => result === 'done')).toHaveLength(100);
    const all = service({ mostPerHour: 5 });
    for (let index = 0; index < 9; index++) {
      await all.send(
        (await all.signUp(`p${index}@example.com`, newContact(), `10.0.${index}.1`)).message,
      );
    }
    expect(all.sent).toHaveLength(5);
  });
});
