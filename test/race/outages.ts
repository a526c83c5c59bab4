import { type Random, seededRandom } from './random.ts';
import type { Delivery, Message, Scenario } from './scenario.ts';

/**
 * What of the store does not answer for a while; `answers`: transactions are written and nothing is said. Senders
 * need no ledger, so that they go on where only that is away.
 */
export type Outage = { kind: 'everything' | 'ledger' | 'transactions' | 'answers' } & Span;
type Span = { fromMs: number; untilMs: number };

/** Another system asks over HTTP whether it may start this message. */
export type OutsidePlan = { message: Message; atMs: number };

/** The spool as a queue: how often it does not take a message, delivers one twice, and counts what was there before. */
export type SpoolRates = { refuses: number; repeats: number; lags: number };

const OUTAGE_PROBABILITY = 0.11;
const OUTSIDE_PROBABILITY = 0.16;

/** The scenario, and for some seeds a store that is down, or senders from outside. Nothing else of it changes. */
export function withOutages(seed: number, scenario: Scenario): Scenario {
  const random = seededRandom(seed, 'outages');
  const isDown = random.chance(OUTAGE_PROBABILITY);
  const outages = isDown ? outagesOf(scenario, random) : [];
  const after: Message = { id: 'msg_after', contact: 0, scope: 'email.newsletter' };
  const deliveries = outages.slice(0, 1).map(({ untilMs }): Delivery => {
    return { messages: [after], atMs: Math.max(0, untilMs + random.between(-2_000, 90_000)) };
  });
  return {
    ...scenario,
    outages,
    messages: isDown ? [...scenario.messages, after] : scenario.messages,
    deliveries: [...scenario.deliveries, ...deliveries],
    outside: random.chance(OUTSIDE_PROBABILITY) ? outsideOf(scenario, random) : [],
    spool: {
      refuses: random.pick(0, 0.3),
      repeats: random.pick(0.1, 0.5),
      lags: random.pick(0, 0.3, 0.9),
    },
  };
}

/** From shortly before somebody withdraws, sometimes again for whoever repeats it. */
function outagesOf({ withdrawals }: Scenario, random: Random): Outage[] {
  const met = random.chance(0.3) ? withdrawals : withdrawals.slice(-1);
  return met.map(({ atMs }) => {
    const kind = random.pick('everything', 'everything', 'ledger', 'transactions', 'answers');
    const fromMs = Math.max(0, atMs - random.between(0, 300));
    const forMs = random.between(100, random.pick(5_000, 15_000, 40_000));
    return { kind, fromMs, untilMs: fromMs + forMs };
  });
}

/** Mostly before the first withdrawal, and sometimes twice, for whoever heard no answer. */
function outsideOf({ withdrawals: [first] }: Scenario, random: Random): OutsidePlan[] {
  const scope = random.pick('email.newsletter', 'email.offers');
  const message = { id: 'msg_outside', contact: 0, scope } as const;
  const atMs = random.between(0, (first?.atMs ?? 0) + random.pick(0, 0, 2_000));
  const again = random.chance(0.3) ? [{ message, atMs: atMs + random.between(0, 8_000) }] : [];
  return [{ message, atMs }, ...again];
}
