import { record } from '../../../shared/ledger/record.ts';
import { withdraw } from '../../../shared/ledger/withdraw.ts';
import type { GrantPlan, Scenario, WithdrawalPlan } from '../scenario.ts';
import { realSystem, type System } from '../system.ts';
import { answeredEarly, returnsAtFirstFailure } from './early-returns.ts';
import { holdIgnoringPermits } from './hold-ignoring-permits.ts';
import { checkedAtEnqueue, checkedTwice, trustingPermits } from './trusting-permits.ts';
import { wholeItemLedger } from './whole-item-ledger.ts';

/** A deliberate mistake in one place, which the harness must catch: else it proves nothing. */
export type Control = {
  name: string;
  says: string;
  system: System;
  /** Makes the case likelier in which the mistake shows. */
  bias?: (scenario: Scenario) => Scenario;
};

const NO_FAULTS = { conflict: 0, lostAnswer: 0, lateRequest: 0, serverError: 0 };

export const controls: readonly Control[] = [
  {
    name: 'enqueue-check',
    says: 'the gate is asked when a message is accepted, and then trusted',
    system: { ...realSystem, permits: checkedAtEnqueue },
  },
  {
    name: 'strong-read',
    says: 'the gate is read strongly and then trusted; no permit is claimed',
    system: { ...realSystem, permits: trustingPermits },
  },
  {
    name: 'double-check',
    says: 'the gate is read strongly, twice, the second time right before the call',
    system: { ...realSystem, permits: checkedTwice },
  },
  {
    name: 'no-kill',
    says: 'a sender is not killed at its timeout: its permit is only a lease',
    system: { ...realSystem, killSenderAfterMs: Number.POSITIVE_INFINITY },
    bias: slowAtCall,
  },
  {
    name: 'shared-permit',
    says: 'duplicates of a message share one permit id, so that one releases the other’s',
    system: { ...realSystem, newPermitId: () => 'any' },
    // Three deliveries of one message that is mostly refused, and releases that arrive late.
    bias: (scenario) => ({
      ...scenario,
      deliveries: [0, 50, 100].map((atMs) => ({ messages: scenario.messages.slice(0, 1), atMs })),
      withdrawals: scenario.withdrawals.map((plan) => ({ ...plan, atMs: plan.atMs + 300 })),
      provider: { refuses: 0.7, inDoubt: 0, slowestMs: 20 },
      mishaps: { crash: 0, slow: 0, atCall: { crash: 0, slow: 0.5 }, haste: 0.1 },
      faults: { ...NO_FAULTS, lateRequest: 0.2 },
    }),
  },
  {
    name: 'early-release',
    says: 'the permit is released before the provider call is awaited',
    system: {
      ...realSystem,
      permits: (database, atAcceptance) => {
        const permits = realSystem.permits(database, atAcceptance);
        return {
          ...permits,
          async claim(claim) {
            const held = await permits.claim(claim);
            if (held) await permits.release(claim.contactId, claim.permitId);
            return held;
          },
        };
      },
    },
  },
  {
    name: 'auto-retry',
    says: 'the provider’s client tries again by itself',
    system: {
      ...realSystem,
      provider: (call) => async (signal) => {
        const outcome = await call(signal);
        return outcome === 'unknown' ? call(signal) : outcome;
      },
    },
  },
  {
    name: 'undrained',
    says: 'a withdrawal is answered as soon as it is committed',
    system: { ...realSystem, withdraw: record },
  },
  {
    name: 'undrained-replay',
    says: 'a repeated withdrawal is answered without a drain',
    system: {
      ...realSystem,
      async withdraw(store, clock, withdrawal) {
        const recorded = await record(store, clock, withdrawal);
        return recorded.outcome === 'recorded' ? withdraw(store, clock, withdrawal) : recorded;
      },
    },
    // The same withdrawal, posted again while the first one waits for a slow sender.
    bias: (scenario) => ({
      ...slowAtCall(scenario),
      withdrawals: scenario.withdrawals.slice(0, 1).flatMap((plan) => [plan, plan]),
    }),
  },
  {
    name: 'whole-item',
    says: 'an event writes the gate as a whole, with the permits that it had read',
    system: { ...realSystem, ledger: wholeItemLedger },
    // Senders pause between claim and call, and everything begins at once.
    bias: (scenario) => ({
      ...slowAtCall(scenario),
      deliveries: scenario.deliveries.map((delivery) => ({ ...delivery, atMs: 0 })),
      withdrawals: scenario.withdrawals.map((plan) => ({ ...plan, atMs: 0 })),
    }),
  },
  {
    name: 'early-timeout',
    says: 'the handler is answered for before its timeout, around its fence',
    system: { ...realSystem, invoke: answeredEarly, leavesWork: true },
    // The withdrawal comes while a sender pauses, and no fault keeps it from being acknowledged.
    bias: (scenario) => ({
      ...slowAtCall(scenario),
      withdrawals: scenario.withdrawals.map((plan) => ({ ...plan, cover: '*', atMs: 200 })),
      faults: NO_FAULTS,
    }),
  },
  {
    name: 'no-fence',
    says: 'a handler returns when its first message fails, and has no fence to close',
    system: { ...realSystem, invoke: returnsAtFirstFailure(false), leavesWork: true },
    bias: oneFailsOneIsSlow,
  },
  {
    name: 'deaf-link',
    says: 'an old link is only a replay, although the person has consented again since',
    system: {
      ...realSystem,
      withdraw: (store, clock, { idempotencyKey, ...submission }) =>
        withdraw(store, clock, { ...submission, idempotencyKey: () => idempotencyKey(0) }),
    },
    bias: consentsInBetween,
  },
  {
    name: 'late-basis',
    says: 'a confirmation counts as having seen what stands when it arrives',
    system: { ...realSystem, seenBy: () => Number.MAX_SAFE_INTEGER },
    bias: withdrawsInBetween,
  },
  {
    name: 'hold-ignored',
    says: 'a claim does not look for holds',
    system: { ...realSystem, permits: holdIgnoringPermits },
    bias: (scenario) => ({
      ...calm(scenario),
      deliveries: [{ messages: scenario.messages, atMs: 15_000 }],
      holds: [{ contact: 0, atMs: 0, forMs: 20_000 }],
      withdrawals: [],
    }),
  },
];

/** No control, but what the fence is for: it holds although the handler does not wait. */
export const fenceAlone: Control = {
  name: 'fence-alone',
  says: 'a handler returns when its first message fails, and closes its fence',
  system: { ...realSystem, invoke: returnsAtFirstFailure(true), leavesWork: true },
  bias: oneFailsOneIsSlow,
};

/** Most senders pause between claim and call, often for longer than they may live. */
function slowAtCall({ mishaps, ...scenario }: Scenario): Scenario {
  const atCall = { crash: 0, slow: 0.9 };
  return { ...scenario, mishaps: { ...mishaps, crash: 0, slow: 0, atCall } };
}

/** Batches of two, one of which fails at once while the other pauses before its call. */
function oneFailsOneIsSlow(scenario: Scenario): Scenario {
  const scope = 'email.newsletter';
  const messages = [
    { id: 'msg_1', contact: 0, scope },
    { id: 'msg_2', contact: 0, scope, unrenderable: true },
  ] as const;
  const deliveries = [{ messages, atMs: 0 }];
  return { ...slowAtCall(scenario), messages, deliveries, faults: NO_FAULTS };
}

function calm(scenario: Scenario): Scenario {
  const mishaps = { crash: 0, slow: 0, atCall: { crash: 0, slow: 0 }, haste: 0.05 };
  return { ...scenario, mishaps, faults: NO_FAULTS };
}

const CONSENT: GrantPlan = {
  nonce: 'nonce_1',
  contact: 0,
  scopes: ['email.newsletter'],
  doubleOptIn: true,
  atMs: 1_000,
  confirmAfterMs: 1_000,
};
const STOP: WithdrawalPlan = { token: 'token_1', contacts: [0], cover: '*', atMs: 0 };

/** Consented, stopped, consented again, stopped by the same link, and then a message. */
function consentsInBetween(scenario: Scenario): Scenario {
  const { messages } = scenario;
  return {
    ...calm(scenario),
    deliveries: [{ messages, atMs: 8_000 }],
    grants: [CONSENT],
    withdrawals: [STOP, { ...STOP, atMs: 4_000 }],
    holds: [],
  };
}

/** A consent is asked for, everything is stopped, and then it is confirmed. */
function withdrawsInBetween(scenario: Scenario): Scenario {
  return {
    ...consentsInBetween(scenario),
    grants: [{ ...CONSENT, atMs: 0, confirmAfterMs: 3_000 }],
    withdrawals: [{ ...STOP, atMs: 1_000 }],
  };
}
