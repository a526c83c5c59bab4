import type { Gate } from '../../events/gate.ts';
import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { newestWithdrawal } from './gate.ts';
import { permission, type Rules } from './permission.ts';

/**
 * How a scope stands, as its owner is told. `registered`: calls need a yes that knows of the preference register;
 * `unreachable`: consented, but messages came back; `void`: what the consent rested on was faulty.
 */
export type StandingKind =
  | 'on'
  | 'pending'
  | 'stopped'
  | 'expired'
  | 'void'
  | 'unreachable'
  | 'registered'
  | 'never';

/** `since`: when what is told was said, or recorded where nobody knows better; null where nothing was. */
export type Standing = { scope: Scope; is: StandingKind; since: string | null };

/** What the person has said counts here, and not whether the deployment is open, or the contact point held. */
export function standingOf(
  gate: Gate | undefined,
  events: readonly LedgerEvent[],
  scope: Scope,
  now: Date,
  { invalidNotices }: Pick<Rules, 'invalidNotices'>,
): Standing {
  const free = gate && { ...gate, holds: [] };
  const { reason } = permission(free, scope, now, { isOpen: true, invalidNotices });
  const granted = () => newestSaid(events, scope, 'ConsentGranted', 'ConsentRestored');
  switch (reason) {
    case 'consented':
    case 'not_objected':
    // When the number was last looked up is the company's business.
    case 'screen_stale':
      return { scope, is: 'on', since: granted() };
    case 'pending':
      return { scope, is: 'pending', since: newestSaid(events, scope, 'ConsentRequested') };
    case 'withdrawn':
    case 'objected':
    case 'complaint':
      return { scope, is: 'stopped', since: (gate && newestWithdrawal(gate, scope)?.at) ?? null };
    case 'expired':
      return { scope, is: 'expired', since: granted() };
    case 'notice_invalid':
      return { scope, is: 'void', since: granted() };
    case 'undeliverable':
      return { scope, is: 'unreachable', since: gate?.blocks.undeliverable?.at ?? null };
    case 'tps':
      return { scope, is: 'registered', since: null };
    case 'no_consent':
    case 'held':
    case 'closed':
    case 'unknown_purpose':
    case 'invalid_address':
    case 'unavailable':
      return { scope, is: 'never', since: null };
  }
}

/** What there is to stop: also what only waits, or is kept back for now. */
export const canStop = ({ is }: Standing): boolean =>
  is === 'on' || is === 'pending' || is === 'unreachable' || is === 'registered';

export const canStart = ({ is }: Standing): boolean => is !== 'on';

function newestSaid(
  events: readonly LedgerEvent[],
  scope: Scope,
  ...types: Change['type'][]
): string | null {
  const said = events.flatMap(({ changes, recordedAt }) =>
    changes
      .filter(
        (change) => 'scope' in change && change.scope === scope && types.includes(change.type),
      )
      .map((change) => ('givenAt' in change ? change.givenAt : undefined) ?? recordedAt),
  );
  return said.at(-1) ?? null;
}
