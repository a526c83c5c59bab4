import type { SpooledWithdrawal } from '../../../events/spooled-withdrawal.ts';
import type { WithdrawPorts } from '../../../shared/ledger/withdraw-or-spool.ts';
import { sendBatch } from '../../../shared/sending/send-batch.ts';
import type { Outage } from '../outages.ts';
import type { Delivery, Message, Scenario, WithdrawalPlan } from '../scenario.ts';
import { realSystem, type System } from '../system.ts';
import { CONSENT, calm, STOP } from './biases.ts';
import type { Control } from './controls.ts';

const { applySpooled } = realSystem;

/** Mistakes around holds, the spool, and permits over HTTP. */
export const spoolControls: readonly Control[] = [
  {
    name: 'lifted-first',
    says: 'the spool’s consumer lifts the hold before it commits',
    system: {
      ...realSystem,
      async applySpooled(ports, message) {
        await liftEverywhere(ports, message, (hold) => hold === message.hold);
        await applySpooled(ports, message);
      },
    },
    bias: (scenario) => ({
      ...stopMeets(scenario, { kind: 'ledger', fromMs: 0, untilMs: 60_000 }),
      ...messagesEvery(1_500, 17_500, 32_000),
    }),
  },
  {
    name: 'all-lifted',
    says: 'the spool’s consumer lifts whatever holds the contact point',
    system: {
      ...realSystem,
      async applySpooled(ports, message) {
        await applySpooled(ports, message);
        await liftEverywhere(ports, message, () => true);
      },
    },
    bias: (scenario) => ({
      ...stopMeets(scenario, { kind: 'transactions', fromMs: 0, untilMs: 8_000 }, 'email.offers'),
      ...messagesEvery(5_000, 30_000, 45_000),
      holds: [{ contact: 0, atMs: 0, forMs: 60_000 }],
    }),
  },
  {
    name: 'shared-hold',
    says: 'all withdrawals by one link share one hold',
    system: sharingHolds('spool:link'),
    // Stopped, consented again, stopped by the same link; the first of the two messages comes twice.
    bias: (scenario) => ({
      ...stopMeets(scenario, { kind: 'ledger', fromMs: 0, untilMs: 7_000 }),
      ...messagesEvery(1_500, 58_500, 68_000),
      outages: [
        { kind: 'ledger', fromMs: 0, untilMs: 7_000 },
        { kind: 'ledger', fromMs: 40_000, untilMs: 47_500 },
      ],
      grants: [{ ...CONSENT, atMs: 28_000 }],
      withdrawals: [stopAt(0), stopAt(40_000)],
      spool: { refuses: 0, repeats: 1, lags: 0.9 },
    }),
  },
  {
    name: 'spool-ignored',
    says: 'senders claim although withdrawals wait in the spool',
    system: {
      ...realSystem,
      invoke: (event, context, look, send) =>
        sendBatch(event, context, async () => (await look()) || true, send),
    },
    // Nothing can be held, and the consumer’s second try comes long after the store is back.
    bias: (scenario) => ({
      ...stopMeets(scenario, { kind: 'everything', fromMs: 0, untilMs: 32_000 }),
      ...messagesEvery(10_000, 90_000, 120_000),
    }),
  },
  {
    name: 'spooled-as-done',
    says: 'a withdrawal that only waits in the spool is answered with 200',
    system: { ...realSystem, acknowledgesSpooled: true },
    bias: (scenario) => ({
      ...stopMeets(scenario, { kind: 'everything', fromMs: 0, untilMs: 8_000 }),
      ...messagesEvery(2_000, 8_500, 20_000),
    }),
  },
  {
    name: 'taken-off-early',
    says: 'the spool’s consumer takes a message off though it could not commit',
    system: {
      ...realSystem,
      applySpooled: (ports, message) => applySpooled(ports, message).catch(() => {}),
    },
    bias: (scenario) => stopMeets(scenario, { kind: 'ledger', fromMs: 0, untilMs: 60_000 }),
  },
  {
    name: 'life-from-answer',
    says: 'an outside sender counts its permit’s life from the answer, not from before it asked',
    system: { ...realSystem, countsLifeFrom: ({ answeredAtMs }) => answeredAtMs },
    bias: (scenario) => ({
      ...calm(scenario),
      deliveries: [],
      holds: [],
      grants: [],
      outside: [1, 2, 3, 4].map((number) => ({
        message: { id: `msg_${number}`, contact: 0, scope: NEWSLETTER },
        atMs: 0,
      })),
      withdrawals: [stopAt(300)],
      mishaps: { crash: 0, slow: 0.2, atCall: { crash: 0, slow: 0 }, haste: 0.05 },
    }),
  },
];

const NEWSLETTER = 'email.newsletter';
const GIVEN = [{ contact: 0, scopes: [NEWSLETTER, 'email.offers'] }] as const;

const stopAt = (atMs: number): WithdrawalPlan => ({ ...STOP, isOneClick: false, atMs });

/** Consented, and stopped while the store is down; senders’ looks into the spool are mostly behind. */
function stopMeets(
  scenario: Scenario,
  outage: Outage,
  cover: WithdrawalPlan['cover'] = '*',
): Scenario {
  return {
    ...calm(scenario),
    ...{ granted: GIVEN, grants: [], holds: [], outside: [], outages: [outage] },
    withdrawals: [{ ...stopAt(100), cover }],
    spool: { refuses: 0, repeats: 0, lags: 0.9 },
  };
}

function messagesEvery(stepMs: number, fromMs: number, untilMs: number) {
  const deliveries: Delivery[] = [];
  for (let atMs = fromMs; atMs <= untilMs; atMs += stepMs) {
    const message: Message = { id: `msg_at_${atMs}`, contact: 0, scope: NEWSLETTER };
    deliveries.push({ messages: [message], atMs });
  }
  return { deliveries, messages: deliveries.flatMap(({ messages }) => messages) };
}

async function liftEverywhere(
  { ledger }: WithdrawPorts,
  { parts }: SpooledWithdrawal,
  isMeant: (hold: string) => boolean,
): Promise<void> {
  const store = ledger(AbortSignal.timeout(1_000));
  for (const { contactId } of parts) {
    const holds = (await store.readGate(contactId))?.holds ?? [];
    for (const hold of holds.filter(isMeant)) await store.liftHold(contactId, hold);
  }
}

function sharingHolds(name: string): System {
  return {
    ...realSystem,
    withdraw: (ports, withdrawal) => {
      const ledger: typeof ports.ledger = (signal) => {
        const store = ports.ledger(signal);
        return { ...store, addHold: (contactId) => store.addHold(contactId, name) };
      };
      return realSystem.withdraw({ ...ports, ledger }, withdrawal);
    },
    applySpooled: (ports, message) => applySpooled(ports, { ...message, hold: name }),
  };
}
