import type { Cover, Scope } from '../../events/scope.ts';
import { DRAIN_LIMIT_MS } from '../../shared/domain/drain.ts';
import type { Acknowledgement, Ceremony, Logs, ProviderStart, Receipt } from './logs.ts';

export type Violation = {
  kind:
    | 'forbidden send'
    | 'double send'
    | 'send without a grant'
    | 'send past the spool'
    | 'lost withdrawal';
  step: number;
  says: string;
};

/**
 * The promise, judged from outside: it knows what was acknowledged and what only received, what the provider got
 * and what people posted, and nothing of gates and permits.
 */
export function checkLogs(logs: Logs): Violation[] {
  const ofStarts = logs.starts.flatMap((start) => JUDGES.flatMap((judge) => judge(logs, start)));
  return [...logs.receipts.flatMap(lost), ...ofStarts];
}

type Judge = (logs: Logs, start: ProviderStart) => Violation[];

const JUDGES: readonly Judge[] = [
  function wasAcknowledged({ acknowledgements, ceremonies }, start) {
    const broken = acknowledgements.find(
      (ack) => stops(ack, start) && !ceremonies.some((ceremony) => overrules(ceremony, ack, start)),
    );
    if (!broken) return [];
    const { by, cover, kind, step } = broken;
    const why = `after ${by} was told at step ${step} that ${cover} is stopped (${kind})`;
    return [against(start, 'forbidden send', why)];
  },

  function wasReceived({ receipts, ceremonies }, start) {
    for (const receipt of receipts) {
      const why = bindsBy(receipt, start);
      if (!why || ceremonies.some((ceremony) => wasSince(ceremony, receipt, start))) continue;
      const { by, cover } = receipt;
      const says = `though ${by} had been received (${cover}) and ${why}`;
      return [against(start, 'forbidden send', says)];
    }
    return [];
  },

  function wasReturned({ returned }, start) {
    const { sender } = start;
    if (!returned.some((name) => sender === name || sender.startsWith(`${name}/`))) return [];
    const why = 'though it had been told that withdrawals wait in the spool';
    return [against(start, 'send past the spool', why)];
  },

  function wasNeverGranted({ grants, ceremonies }, start) {
    if ([...grants, ...ceremonies].some((grant) => allows(grant, start))) return [];
    return [against(start, 'send without a grant', 'before anybody had consented')];
  },

  function wasBegunBefore({ starts }, start) {
    const { step, message, outcome } = start;
    const earlier = starts.find((other) => other.step < step && mayHaveArrived(other, message));
    if (!earlier || outcome === 'refused') return [];
    const why = `though ${earlier.sender} had begun it at step ${earlier.step}`;
    return [against(start, 'double send', why)];
  },
];

function against(
  { step, scope, message, sender }: ProviderStart,
  kind: Violation['kind'],
  why: string,
): Violation {
  return { kind, step, says: `${sender} began ${message} (${scope}) at step ${step}, ${why}` };
}

/** What started after a withdrawal, because a person had consented again: the other half of the promise. */
export function startsAfterNewConsent({ starts, acknowledgements, ceremonies }: Logs): number {
  return starts.filter((start) =>
    acknowledgements.some(
      (ack) => stops(ack, start) && ceremonies.some((ceremony) => overrules(ceremony, ack, start)),
    ),
  ).length;
}

function stops(ack: Acknowledgement, start: ProviderStart): boolean {
  return ack.step < start.step && start.step < ack.liftedStep && concerns(ack, start);
}

/** How far behind the queue's own count may be, on which senders' looks rest. */
export const COUNT_LAG_MS = 60_000;

/** Received is not in force yet: it stops a message from the first of these on, and this says which. */
function bindsBy(receipt: Receipt, start: ProviderStart): string | undefined {
  const { spooled, heldAtMs, spooledAtMs } = receipt;
  if (start.step <= receipt.step || !concerns(receipt, start)) return undefined;
  if (start.step > spooled.takenOffStep) return 'was taken off the spool as being in force';
  // Whoever had claimed before the hold is gone by then.
  if (heldAtMs !== null && start.atMs > heldAtMs + DRAIN_LIMIT_MS) return 'was held';
  // Whoever had looked before it was there, or before its being there could be seen, is gone by then.
  if (start.atMs > spooledAtMs + COUNT_LAG_MS + DRAIN_LIMIT_MS) return 'was there for all to see';
  return undefined;
}

/** At the end of a schedule nobody is down any more, and every queue has been worked off. */
function lost({ by, cover, step, spooled }: Receipt): Violation[] {
  if (spooled.takenOffStep !== Number.POSITIVE_INFINITY) return [];
  const says = `${by} was received (${cover}) at step ${step} and never put in force`;
  return [{ kind: 'lost withdrawal', step, says }];
}

/** It confirms something that was asked for after the withdrawal was posted, so it may have seen it. */
function overrules(ceremony: Ceremony, ack: Acknowledgement, start: ProviderStart): boolean {
  return ack.kind === 'withdrawal' && wasSince(ceremony, ack, start);
}

function wasSince(
  ceremony: Ceremony,
  { postedStep }: Pick<Acknowledgement, 'postedStep'>,
  start: ProviderStart,
): boolean {
  return ceremony.askedStep > postedStep && allows(ceremony, start);
}

function concerns(
  { contact, cover }: Pick<Acknowledgement, 'contact' | 'cover'>,
  start: ProviderStart,
): boolean {
  return contact === start.contact && covers(cover, start.scope);
}

function allows(
  grant: Pick<Ceremony, 'step' | 'contact' | 'scopes'>,
  { step, contact, scope }: ProviderStart,
): boolean {
  return grant.step <= step && grant.contact === contact && grant.scopes.includes(scope);
}

function mayHaveArrived({ message, outcome }: ProviderStart, wanted: string): boolean {
  return message === wanted && outcome !== 'refused';
}

function covers(cover: Cover, scope: Scope): boolean {
  const [channel] = scope.split('.');
  return cover === '*' || cover === `${channel}.*` || cover === scope;
}
