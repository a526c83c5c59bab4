import type { Gate, Grant } from '../../events/gate.ts';
import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId, Cover, Scope } from '../../events/scope.ts';
import { coversOf, includes } from './scope.ts';

/** What decisions rest on. Permits belong to the senders and are left out on purpose. */
export type GateState = Pick<Gate, 'rev' | 'head' | 'count' | 'epochs' | 'grants' | 'requests'>;

export const emptyGate: GateState = {
  rev: 0,
  head: '',
  count: 0,
  epochs: {},
  grants: {},
  requests: {},
};

/** Commutative, associative and idempotent: late, doubled and reordered events end in the same gate. */
export function evolve(state: GateState, event: LedgerEvent): GateState {
  const merged = event.changes.reduce((so, change) => merge(so, change, event), state);
  return event.seq > state.rev ? { ...merged, rev: event.seq, head: event.hash } : merged;
}

export function foldEvents(events: Iterable<LedgerEvent>): GateState {
  let state = emptyGate;
  for (const event of events) state = evolve(state, event);
  return state;
}

function merge(state: GateState, change: Change, event: LedgerEvent): GateState {
  switch (change.type) {
    case 'ConsentGranted': {
      const known = state.grants[change.scope] ?? [];
      const grants = paretoBest([...known, { basis: change.basis, validUntil: change.validUntil }]);
      return { ...state, grants: { ...state.grants, [change.scope]: grants } };
    }
    case 'ConsentRequested': {
      const basis = Math.max(change.basis, state.requests[change.scope] ?? 0);
      return { ...state, requests: { ...state.requests, [change.scope]: basis } };
    }
    case 'ConsentWithdrawn': {
      const count = Math.max(state.count, change.epoch);
      const known = state.epochs[change.cover];
      if (known && known.epoch >= change.epoch) return { ...state, count };
      const { epoch, reason } = change;
      const withdrawn = { epoch, reason, at: event.recordedAt, seq: event.seq };
      return { ...state, count, epochs: { ...state.epochs, [change.cover]: withdrawn } };
    }
  }
}

/** Sorted by basis, so that equal sets are equal values; a few at most, since each must outlive the next. */
function paretoBest(grants: readonly Grant[]): Grant[] {
  const beats = (a: Grant, b: Grant) =>
    a.basis >= b.basis &&
    a.validUntil >= b.validUntil &&
    (a.basis > b.basis || a.validUntil > b.validUntil);
  const distinct = grants.filter(
    (grant, index) =>
      grants.findIndex((g) => g.basis === grant.basis && g.validUntil === grant.validUntil) ===
      index,
  );
  return distinct
    .filter((grant) => !distinct.some((other) => beats(other, grant)))
    .toSorted((a, b) => a.basis - b.basis);
}

/** The newest withdrawal that covers `scope`; undefined if none ever did. */
export function newestWithdrawal(state: GateState, scope: Scope) {
  return coversOf(scope)
    .flatMap((cover) => state.epochs[cover] ?? [])
    .reduce<Gate['epochs'][Cover]>(
      (newest, epoch) => (newest && newest.epoch >= epoch.epoch ? newest : epoch),
      undefined,
    );
}

/** Whether everything in `cover` is closed, and stays closed until a ceremony sees that it is. */
export function isWithdrawn(state: GateState, cover: Cover): boolean {
  const covering = Object.keys(state.epochs).some((wide) => includes(wide as Cover, cover));
  if (!covering) return false;
  return [...touchedScopes(state)]
    .filter((scope) => includes(cover, scope))
    .every((scope) => {
      const epoch = newestWithdrawal(state, scope)?.epoch ?? 0;
      const seen = (state.grants[scope] ?? []).map(({ basis }) => basis);
      const asked = state.requests[scope];
      return [...seen, ...(asked === undefined ? [] : [asked])].every((basis) => basis < epoch);
    });
}

function touchedScopes(state: GateState): Set<Scope> {
  return new Set([...Object.keys(state.grants), ...Object.keys(state.requests)] as Scope[]);
}

/** What a fresh gate item holds beyond its state. */
export function newGate(contactId: ContactId, matchId: ContactId | null, state: GateState): Gate {
  return { ...state, contactId, matchId, permits: {}, hold: null };
}
