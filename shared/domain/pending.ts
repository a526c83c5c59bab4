import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { addMonths } from './decide.ts';
import { type GateState, newestWithdrawal } from './gate.ts';
import { channelOf } from './scope.ts';

/** The channels on which a person can confirm: the message reaches whoever holds the address. */
export type ConfirmedChannel = 'email' | 'sms';

export type Asked = Extract<Change, { type: 'ConsentRequested' }>;

/**
 * What an event asks to be confirmed, by channel: nothing where it asks nothing. Nor where somebody's books were
 * imported: asking those people whether they want marketing is marketing itself (ICO-4).
 */
export function confirmations({ changes, source }: LedgerEvent): Map<ConfirmedChannel, Asked[]> {
  const found = new Map<ConfirmedChannel, Asked[]>();
  if (source === 'import') return found;
  for (const change of changes) {
    if (change.type !== 'ConsentRequested') continue;
    const channel = confirmedChannel(change.scope);
    if (!channel) continue;
    found.set(channel, [...(found.get(channel) ?? []), change]);
  }
  return found;
}

/** Where a request is confirmed; undefined where whoever answers the phone or opens the letter is asked by staff. */
export function confirmedChannel(scope: Scope): ConfirmedChannel | undefined {
  const channel = channelOf(scope);
  return channel === 'email' || channel === 'sms' ? channel : undefined;
}

/** What of it can still be confirmed: a covering withdrawal since it was asked voids it. */
export function stillOpen(asked: readonly Asked[], state: GateState): Asked[] {
  return asked.filter(({ scope, basis }) => basis >= epochOf(state, scope));
}

/**
 * Whether that yes was given since it was asked for, over another link or on another page: it counts for at least
 * as long as it would from then on.
 */
export function isGivenSince(
  { scope, basis }: Asked,
  { askedAt, validityMonths }: { askedAt: Date; validityMonths: number },
  { grants }: GateState,
): boolean {
  const until = addMonths(askedAt, validityMonths).toISOString();
  return (grants[scope] ?? []).some((grant) => grant.basis >= basis && grant.validUntil >= until);
}

const epochOf = (state: GateState, scope: Scope) => newestWithdrawal(state, scope)?.epoch ?? 0;
