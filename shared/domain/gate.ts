import type { Epoch, Gate, Grant } from '../../events/gate.ts';
import type { Block, Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId, Cover, Scope } from '../../events/scope.ts';
import { coversOf, includes } from './scope.ts';

/** What the events fold to. Permits, holds and what was heard belong to others and are left out on purpose. */
export type GateState = Omit<Gate, 'contactId' | 'matchId' | 'heard' | 'permits' | 'holds'>;

export const emptyGate: GateState = {
  rev: 0,
  head: null,
  count: 0,
  epochs: {},
  grants: {},
  requests: {},
  blocks: {},
  screening: null,
};

/** Commutative, associative and idempotent: late, doubled and reordered events end in the same gate. */
export function evolve(state: GateState, event: LedgerEvent): GateState {
  const merged = mergeAll(state, event.changes, event);
  return event.seq > state.rev ? { ...merged, rev: event.seq, head: event.hash } : merged;
}

export function foldEvents(events: Iterable<LedgerEvent>): GateState {
  let state = emptyGate;
  for (const event of events) state = evolve(state, event);
  return state;
}

/** When and where in its chain a change stands. */
type Place = Pick<LedgerEvent, 'seq' | 'recordedAt'>;

/** The state with these changes in it, as if the event of `place` had brought them; `rev` stays. */
export function mergeAll(state: GateState, changes: readonly Change[], place: Place): GateState {
  return changes.reduce((so, change) => merge(so, change, place), state);
}

function merge(state: GateState, change: Change, place: Place): GateState {
  switch (change.type) {
    case 'ConsentGranted': {
      const { scope, basis, validUntil, shown, tpsSeen = 0 } = change;
      return withGrant(state, scope, { basis, validUntil, noticeId: shown.noticeId, tpsSeen });
    }
    case 'ConsentRestored': {
      const { scope, basis, validUntil, noticeId } = change;
      return withGrant(state, scope, { basis, validUntil, noticeId, tpsSeen: 0 });
    }
    case 'ConsentRequested': {
      const basis = Math.max(change.basis, state.requests[change.scope] ?? 0);
      return { ...state, requests: { ...state.requests, [change.scope]: basis } };
    }
    case 'ConsentWithdrawn': {
      const epoch = newerEpoch(state.epochs[change.cover], change, place);
      const count = Math.max(state.count, change.epoch);
      return { ...state, count, epochs: { ...state.epochs, [change.cover]: epoch } };
    }
    case 'ContactBlocked': {
      const known = state.blocks[change.block] ?? NOT_BLOCKED;
      if (known.seq >= place.seq) return state;
      const block = { ...known, seq: place.seq, at: place.recordedAt };
      return { ...state, blocks: { ...state.blocks, [change.block]: block } };
    }
    case 'ContactUnblocked': {
      const known = state.blocks[change.block] ?? NOT_BLOCKED;
      const block = { ...known, lifted: Math.max(known.lifted, change.seen) };
      return { ...state, blocks: { ...state.blocks, [change.block]: block } };
    }
    case 'PhoneScreened': {
      if (state.screening && state.screening.seq >= place.seq) return state;
      const { listedSince, screenedOn } = change;
      return { ...state, screening: { listedSince, screenedOn, seq: place.seq } };
    }
  }
}

function withGrant(state: GateState, scope: Scope, grant: Grant): GateState {
  const grants = paretoBest([...(state.grants[scope] ?? []), grant]);
  return { ...state, grants: { ...state.grants, [scope]: grants } };
}

const NOT_BLOCKED = { seq: 0, at: null, lifted: 0 };

type Withdrawn = Extract<Change, { type: 'ConsentWithdrawn' }>;

function newerEpoch(known: Epoch | undefined, change: Withdrawn, place: Place): Epoch {
  const { epoch, reason, keywordAt } = change;
  const firm = Math.max(known?.firm ?? 0, keywordAt === undefined ? epoch : 0);
  if (known && known.epoch >= epoch) return { ...known, firm };
  const { seq, recordedAt } = place;
  return { epoch, reason, at: recordedAt, seq, keywordAt: keywordAt ?? null, firm };
}

/** Sorted, so that equal sets are equal values; a few at most, since each must beat the next in something. */
function paretoBest(grants: readonly Grant[]): Grant[] {
  const covers = (a: Grant, b: Grant) =>
    a.noticeId === b.noticeId &&
    a.basis >= b.basis &&
    a.validUntil >= b.validUntil &&
    a.tpsSeen >= b.tpsSeen;
  const isBeaten = (grant: Grant, index: number) =>
    grants.some(
      (other, at) => at !== index && covers(other, grant) && !(covers(grant, other) && at > index),
    );
  return grants.filter((grant, index) => !isBeaten(grant, index)).toSorted(byValues);
}

function byValues(a: Grant, b: Grant): number {
  return (
    a.basis - b.basis ||
    (a.validUntil < b.validUntil ? -1 : a.validUntil > b.validUntil ? 1 : 0) ||
    a.tpsSeen - b.tpsSeen ||
    (a.noticeId < b.noticeId ? -1 : 1)
  );
}

/** The newest withdrawal that covers `scope`; undefined if none ever did. */
export function newestWithdrawal(state: GateState, scope: Scope): Epoch | undefined {
  return coversOf(scope)
    .flatMap((cover) => state.epochs[cover] ?? [])
    .reduce<Epoch | undefined>(
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

/**
 * Whether withdrawing `cover` once more would change nothing at all: a texted START may lift what only a
 * texted STOP has closed, but not what was withdrawn otherwise or stopped again later.
 */
export function isFirmlyWithdrawn(state: GateState, cover: Cover, keywordAt?: Date): boolean {
  if (!isWithdrawn(state, cover)) return false;
  const covering = (Object.entries(state.epochs) as [Cover, Epoch][])
    .filter(([wide]) => includes(wide, cover))
    .map(([, epoch]) => epoch);
  const newest = covering.reduce((a, b) => (a.epoch > b.epoch ? a : b));
  if (newest.keywordAt === null) return true;
  return keywordAt !== undefined && keywordAt.getTime() <= Date.parse(newest.keywordAt);
}

/** The scopes in which anybody ever said or asked for a yes. */
export function touchedScopes(state: GateState): Set<Scope> {
  return new Set([...Object.keys(state.grants), ...Object.keys(state.requests)] as Scope[]);
}

export function isBlocked(state: GateState, block: Block): boolean {
  const { seq, lifted } = state.blocks[block] ?? NOT_BLOCKED;
  return seq > lifted;
}

/** What a fresh gate item holds beyond its state. */
export function newGate(contactId: ContactId, matchId: ContactId | null, state: GateState): Gate {
  return { ...state, contactId, matchId, heard: 0, permits: {}, holds: [] };
}

/** The part of a gate that its events fold to. */
export function stateOf(gate: Gate): GateState {
  const { contactId, matchId, heard, permits, holds, ...state } = gate;
  return state;
}
