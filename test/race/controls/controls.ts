import type { LedgerStore } from '../../../shared/ledger/ledger-store.ts';
import { record } from '../../../shared/ledger/record.ts';
import type { Withdrawal } from '../../../shared/ledger/spoolable.ts';
import { type SpoolPorts, withdrawOrSpool } from '../../../shared/ledger/withdraw-or-spool.ts';
import type { Scenario } from '../scenario.ts';
import { realSystem, type System } from '../system.ts';
import {
  calm,
  consentsInBetween,
  NO_FAULTS,
  oneFailsOneIsSlow,
  reportsWhileThinking,
  slowAtCall,
  stopsWhileThinking,
  withdrawsInBetween,
} from './biases.ts';
import { answeredEarly, returnsAtFirstFailure } from './early-returns.ts';
import { holdIgnoringPermits } from './hold-ignoring-permits.ts';
import { spoolControls } from './spool-controls.ts';
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

const recordOnly = ({ ledger, clock }: SpoolPorts, { name, ...submission }: Withdrawal) =>
  record(ledger(NEVER), clock, { ...submission, idempotencyKey: (seen) => `${name}#${seen}` });

const NEVER = new AbortController().signal;

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
    system: { ...realSystem, withdraw: recordOnly },
  },
  {
    name: 'undrained-replay',
    says: 'a repeated withdrawal is answered without a drain',
    system: {
      ...realSystem,
      async withdraw(ports, withdrawal) {
        const recorded = await recordOnly(ports, withdrawal);
        return recorded.outcome === 'recorded' ? withdrawOrSpool(ports, withdrawal) : recorded;
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
      withdraw: (ports, withdrawal) => withdrawOrSpool(ports, { ...withdrawal, repeatable: false }),
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
    name: 'unheard-stop',
    says: 'a withdrawal that changes nothing leaves no mark for a ceremony that began before it',
    system: {
      ...realSystem,
      ledger: (database) => ({ ...realSystem.ledger(database), hear: async () => true }),
    },
    bias: stopsWhileThinking,
  },
  {
    name: 'unheard-receipt',
    says: 'a reported withdrawal that changes nothing is remembered, and leaves no other mark',
    system: {
      ...realSystem,
      ledger: (database) => forgettingReceipts(realSystem.ledger(database)),
    },
    bias: reportsWhileThinking,
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
  ...spoolControls,
];

/** No control, but what the fence is for: it holds although the handler does not wait. */
export const fenceAlone: Control = {
  name: 'fence-alone',
  says: 'a handler returns when its first message fails, and closes its fence',
  system: { ...realSystem, invoke: returnsAtFirstFailure(true), leavesWork: true },
  bias: oneFailsOneIsSlow,
};

/** The receipt of a stop that changes nothing is written, and the gate hears nothing of it. */
function forgettingReceipts(ledger: LedgerStore): LedgerStore {
  return {
    ...ledger,
    commit: (submission, entries, links) =>
      ledger.commit(
        submission,
        entries.map((entry) => ({ ...entry, hears: false })),
        links,
      ),
  };
}
