import type { Block, Change, Shown, Source, WithdrawalReason } from '../../events/ledger-event.ts';
import type { Outcome } from '../../events/outcome.ts';
import type { Cover, Scope } from '../../events/scope.ts';
import { authority } from './authority.ts';
import {
  type GateState,
  isBlocked,
  isFirmlyWithdrawn,
  mergeAll,
  newestWithdrawal,
  touchedScopes,
} from './gate.ts';
import { recordedCover } from './recorded-cover.ts';
import { channelOf } from './scope.ts';
import { startKeyword } from './start-keyword.ts';

/** A yes to one choice, with what its purpose's policy says of it. */
export type Tick = {
  scope: Scope;
  shown: Shown;
  doubleOptIn: boolean;
  validityMonths: number;
  /** Whether the wording also welcomes calls to a registered number (PECR reg 21(4)). */
  coversTps: boolean;
};

/**
 * What a ceremony provably saw: how many withdrawals, up to which event, and how many stops that changed nothing
 * (the gate's `heard`). A confirmation needs not say the last: what it confirms still waits, so any stop counts.
 */
export type Saw = { basis: number; seq: number; heard?: number };

export type ConsentRequest =
  /** `givenAt`: when the person said so, if not just now; validity counts from then. */
  | { kind: 'grant'; tick: Tick; saw?: Saw; givenAt?: Date }
  | { kind: 'withdraw'; cover: Cover; reason: WithdrawalReason; keywordAt?: Date }
  /** START, texted at `sentAt` by the carrier's clock. */
  | { kind: 'start'; sentAt: Date }
  | { kind: 'block'; block: Block }
  | { kind: 'screen'; isListed: boolean; screenedOn: string };

/** `outcomes`: one for each request, in order. */
export type Decision = { changes: Change[]; outcomes: Outcome[] };

/**
 * What the requests change at one contact point, each seeing what those before it changed; nothing is a fine
 * answer. Pure: `now` is an argument. `heard`: as it stands in the gate.
 */
export function decide(
  source: Source,
  requests: readonly ConsentRequest[],
  state: GateState,
  now: Date,
  heard = 0,
): Decision {
  const place = { seq: state.rev + 1, recordedAt: now.toISOString() };
  let known = state;
  const decision: Decision = { changes: [], outcomes: [] };
  for (const request of requests) {
    const { changes, outcome } = decideOne(source, request, known, now, heard);
    known = mergeAll(known, changes, place);
    decision.changes.push(...changes);
    decision.outcomes.push(outcome);
  }
  return decision;
}

type One = { changes: Change[]; outcome: Outcome };

const nothing = (outcome: Outcome): One => ({ changes: [], outcome });

function decideOne(
  source: Source,
  request: ConsentRequest,
  state: GateState,
  now: Date,
  heard: number,
): One {
  const may = authority[source];
  switch (request.kind) {
    case 'grant':
      return decideGrant(source, request, state, now, heard);
    case 'withdraw': {
      const { cover: asked, reason, keywordAt } = request;
      if (!mayWithdraw(may.withdraw, asked)) return nothing('not_permitted');
      if (isFirmlyWithdrawn(state, asked, keywordAt)) return nothing('unchanged');
      const cover = recordedCover(state.epochs, asked);
      const said = keywordAt && { keywordAt: keywordAt.toISOString() };
      const epoch = state.count + 1;
      const change: Change = { type: 'ConsentWithdrawn', cover, epoch, reason, ...said };
      return { changes: [change], outcome: 'withdrawn' };
    }
    case 'start': {
      if (may.grant !== 'keyword') return nothing('not_permitted');
      const changes = startKeyword(state, request.sentAt, now);
      return changes.length > 0 ? { changes, outcome: 'granted' } : nothing('unchanged');
    }
    case 'block': {
      if (!may.block) return nothing('not_permitted');
      if (isBlocked(state, request.block)) return nothing('unchanged');
      const change: Change = { type: 'ContactBlocked', block: request.block };
      return { changes: [change], outcome: 'blocked' };
    }
    case 'screen': {
      if (!may.screen) return nothing('not_permitted');
      const change = screened(state, request);
      return change ? { changes: [change], outcome: 'screened' } : nothing('unchanged');
    }
  }
}

function mayWithdraw(what: 'any' | 'post' | 'never', cover: Cover): boolean {
  return what === 'any' || (what === 'post' && cover.startsWith('post.'));
}

type GrantRequest = Extract<ConsentRequest, { kind: 'grant' }>;

function decideGrant(
  source: Source,
  request: GrantRequest,
  state: GateState,
  now: Date,
  heard: number,
): One {
  const { tick, saw, givenAt } = request;
  // Nobody has consented tomorrow: what books say so are wrong.
  if (givenAt && givenAt > now) return nothing('not_permitted');
  if (givenAt && addMonths(givenAt, tick.validityMonths) <= now) return nothing('expired');
  const isStopped = newestWithdrawal(state, tick.scope) !== undefined;
  if (saw && asksHeard(source) && (saw.heard ?? 0) !== heard) return nothing('withdrawal_stands');
  switch (authority[source].grant) {
    case 'never':
    case 'keyword':
      return nothing('not_permitted');
    case 'ceremony':
      return saw ? byCeremony(request, saw, state, now) : nothing('not_permitted');
    case 'line':
      return saw && isLive(tick.scope)
        ? byCeremony(request, saw, state, now)
        : byAsking(request, isStopped, state, now);
    case 'asks':
      return byAsking(request, isStopped, state, now);
    case 'first':
      return isStopped ? nothing('withdrawal_stands') : byAsking(request, false, state, now);
    case 'gap': {
      const isKnown = isStopped || touchedScopes(state).has(tick.scope);
      if (isKnown) return nothing(isStopped ? 'withdrawal_stands' : 'unchanged');
      return byAsking(request, false, state, now);
    }
  }
}

/** Whether somebody may have stopped since this ceremony began without leaving an event. */
export const asksHeard = (source: Source) => source !== 'confirmation';

/** Where staff speak with the person themselves, or open a letter of theirs. */
const isLive = (scope: Scope) => ['phone', 'post'].includes(channelOf(scope));

/** A covering withdrawal since what the ceremony saw voids it. */
function byCeremony(request: GrantRequest, saw: Saw, state: GateState, now: Date): One {
  const { scope } = request.tick;
  const withdrawal = newestWithdrawal(state, scope);
  if (withdrawal && withdrawal.epoch > saw.basis) return nothing('withdrawal_stands');
  const granted = grantOf(request, { ...saw, basis: Math.min(saw.basis, state.count) }, now);
  const proven = ['email', 'sms'].includes(channelOf(scope)) ? unblocked(state, saw) : [];
  return { changes: [granted, ...proven], outcome: 'granted' };
}

/** Without a ceremony the basis is 0. What may not count yet waits until the person confirms. */
function byAsking(request: GrantRequest, isStopped: boolean, state: GateState, now: Date): One {
  const { scope, shown, doubleOptIn } = request.tick;
  if (isStopped || doubleOptIn) {
    const basis = state.count;
    return { changes: [{ type: 'ConsentRequested', scope, basis, shown }], outcome: 'pending' };
  }
  // A date in the past comes from somebody's books: whoever wrote it knew nothing of registrations since.
  const seq = request.givenAt ? 0 : state.rev;
  return { changes: [grantOf(request, { basis: 0, seq }, now)], outcome: 'granted' };
}

function grantOf({ tick, givenAt }: GrantRequest, saw: Saw, now: Date): Change {
  const { scope, shown, validityMonths, coversTps } = tick;
  const validUntil = addMonths(givenAt ?? now, validityMonths).toISOString();
  const tpsSeen = coversTps && channelOf(scope) === 'phone' && { tpsSeen: saw.seq };
  const said = givenAt && { givenAt: givenAt.toISOString() };
  return {
    type: 'ConsentGranted',
    scope,
    basis: saw.basis,
    validUntil,
    shown,
    ...said,
    ...tpsSeen,
  };
}

/** A person who answers at the address has it again: what was blocked before they were asked is lifted. */
function unblocked(state: GateState, { seq: seen }: Saw): Change[] {
  const blocks = Object.entries(state.blocks) as [Block, { seq: number; lifted: number }][];
  return blocks
    .filter(([, { seq, lifted }]) => seq > lifted && seen >= seq)
    .map(([block]) => ({ type: 'ContactUnblocked', block, seen }));
}

type ScreenRequest = Extract<ConsentRequest, { kind: 'screen' }>;

/** Nothing for a file that is older than the one known, and none the less for one that says the same. */
function screened(state: GateState, { isListed, screenedOn }: ScreenRequest): Change | undefined {
  const known = state.screening;
  if (known && known.screenedOn > screenedOn) return undefined;
  if (known?.screenedOn === screenedOn && (known.listedSince !== null) === isListed)
    return undefined;
  const listedSince = isListed ? (known?.listedSince ?? state.rev + 1) : null;
  return { type: 'PhoneScreened', listedSince, screenedOn };
}

/** Calendar months in UTC; a day that the month lacks becomes its last (31 January + 1 = 28 February). */
export function addMonths(start: Date, months: number): Date {
  const end = new Date(start);
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(start.getUTCDate(), lastDay));
  return end;
}
