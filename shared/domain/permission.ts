import type { Gate } from '../../events/gate.ts';
import type { Scope } from '../../events/scope.ts';
import type { Reason } from '../../events/verdict.ts';
import { emptyGate, newestWithdrawal } from './gate.ts';
import { channelOf, regimeOf } from './scope.ts';

/** `until`: when the permission lapses by itself; null if it does not. */
export type Permission =
  | { allowed: true; reason: 'consented' | 'not_objected'; until: Date | null }
  | { allowed: false; reason: Reason };

/**
 * The one rule (DESIGN §4). Pure: whoever acts on it must have read the gate strongly,
 * and whoever sends on it must claim a permit on the same revision.
 */
export function permission(gate: Gate | undefined, scope: Scope, now: Date): Permission {
  if (gate?.hold) return { allowed: false, reason: 'held' };
  const state = gate ?? emptyGate;
  const withdrawal = newestWithdrawal(state, scope);
  const epoch = withdrawal?.epoch ?? 0;
  const grants = (state.grants[scope] ?? []).filter(({ basis }) => basis >= epoch);

  if (regimeOf(channelOf(scope)) === 'opt-out') {
    return withdrawal === undefined || grants.length > 0
      ? { allowed: true, reason: 'not_objected', until: null }
      : { allowed: false, reason: withdrawal.reason };
  }

  const until = grants.map((grant) => new Date(grant.validUntil)).filter((end) => now < end);
  if (until.length > 0) {
    return { allowed: true, reason: 'consented', until: new Date(Math.max(...until.map(Number))) };
  }
  const asked = state.requests[scope];
  if (asked !== undefined && asked >= epoch) return { allowed: false, reason: 'pending' };
  if (grants.length > 0) return { allowed: false, reason: 'expired' };
  return { allowed: false, reason: withdrawal?.reason ?? 'no_consent' };
}
