import type { Gate, Grant } from '../../events/gate.ts';
import type { Scope } from '../../events/scope.ts';
import type { Reason } from '../../events/verdict.ts';
import { emptyGate, type GateState, isBlocked, newestWithdrawal } from './gate.ts';
import { channelOf, regimeOf } from './scope.ts';

/** `until`: when the permission lapses by itself; null if it does not. */
export type Permission =
  | { allowed: true; reason: 'consented' | 'not_objected'; until: Date | null }
  | { allowed: false; reason: Reason };

/** What holds for the whole deployment. */
export type Rules = {
  /** Closed, nothing may be sent to anybody: while a restored deployment is not yet proven, for one. */
  isOpen: boolean;
  /** Notices that turned out to be defective: what was granted under them counts no more. */
  invalidNotices: ReadonlySet<string>;
};

const DAY_MS = 24 * 60 * 60 * 1_000;

/** PECR reg 21(3): a registration binds callers after 28 days, so a screening is good for as long. */
const SCREENING_VALIDITY_MS = 28 * DAY_MS;

/**
 * The one rule (DESIGN §4). Pure: whoever acts on it must have read the gate strongly,
 * and whoever sends on it must claim a permit on the same revision.
 */
export function permission(
  gate: Gate | undefined,
  scope: Scope,
  now: Date,
  rules: Rules,
): Permission {
  if (!rules.isOpen) return denied('closed');
  if (gate && gate.holds.length > 0) return denied('held');
  const state = gate ?? emptyGate;
  const channel = channelOf(scope);
  const verdict =
    regimeOf(channel) === 'opt-out'
      ? byObjection(state, scope)
      : byConsent(state, scope, now, rules);
  if (!verdict.allowed) return verdict;
  if (isBlocked(state, 'undeliverable')) return denied('undeliverable');
  return verdict;
}

function byObjection(state: GateState, scope: Scope): Permission {
  const objection = newestWithdrawal(state, scope);
  const isOpenAgain = grantsSince(state, scope, objection?.epoch ?? 0).length > 0;
  return objection === undefined || isOpenAgain
    ? { allowed: true, reason: 'not_objected', until: null }
    : denied('objected');
}

function byConsent(state: GateState, scope: Scope, now: Date, rules: Rules): Permission {
  const withdrawal = newestWithdrawal(state, scope);
  const grants = grantsSince(state, scope, withdrawal?.epoch ?? 0);
  const sound = grants.filter(({ noticeId }) => !rules.invalidNotices.has(noticeId));
  const live = sound.filter(({ validUntil }) => now.getTime() < Date.parse(validUntil));
  if (live.length > 0) {
    return channelOf(scope) === 'phone' ? byScreening(state, live, now) : consented(live);
  }
  const asked = state.requests[scope];
  if (asked !== undefined && asked >= (withdrawal?.epoch ?? 0)) return denied('pending');
  if (sound.length > 0) return denied('expired');
  if (grants.length > 0) return denied('notice_invalid');
  return denied(withdrawal?.reason ?? 'no_consent');
}

/**
 * Live calls: a number on the telephone preference registers may be called only if its owner said so after
 * the registration was known (PECR reg 21(4), the cautious reading of PEC-8), and every number must have
 * been screened within 28 days.
 */
function byScreening(state: GateState, live: readonly Grant[], now: Date): Permission {
  const { screening } = state;
  if (!screening) return denied('screen_stale');
  const listedSince = screening.listedSince ?? 0;
  const welcome = live.filter(({ tpsSeen }) => tpsSeen >= listedSince);
  if (welcome.length === 0) return denied('tps');
  const staleAt = new Date(Date.parse(screening.screenedOn) + SCREENING_VALIDITY_MS);
  if (now >= staleAt) return denied('screen_stale');
  return consented(welcome, staleAt);
}

function grantsSince(state: GateState, scope: Scope, epoch: number): Grant[] {
  return (state.grants[scope] ?? []).filter(({ basis }) => basis >= epoch);
}

function consented(grants: readonly Grant[], atMost?: Date): Permission {
  const last = Math.max(...grants.map(({ validUntil }) => Date.parse(validUntil)));
  const until = new Date(Math.min(last, atMost?.getTime() ?? last));
  return { allowed: true, reason: 'consented', until };
}

const denied = (reason: Reason): Permission => ({ allowed: false, reason });
