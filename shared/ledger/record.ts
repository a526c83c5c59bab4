import { v7 as uuidv7 } from 'uuid';
import type { Circumstances, WrittenAddress } from '../../events/evidence.ts';
import type { Change, Source } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import { backOff, type Clock } from '../clock.ts';
import { type AskedAgain, askedBefore, NEWEST_EVENTS } from '../domain/asked-before.ts';
import { asksHeard, type ConsentRequest, type Decision, decide } from '../domain/decide.ts';
import { sealHeader } from '../domain/event-hash.ts';
import { evolve, newGate } from '../domain/gate.ts';
import { evidenceHash } from '../domain/seal.ts';
import { ConsentError, reusedKey } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import { type Known, readKnown, restoreGate, UNKNOWN } from './known-state.ts';
import type { Entry, LedgerStore, Link, Receipt, Unchanged } from './ledger-store.ts';
import { sealPart } from './seal-part.ts';
import { isSpoolHold } from './spool-hold.ts';
import { submissionId } from './submission-id.ts';

const MAX_ATTEMPTS = 10;
const BACK_OFF = { baseMs: 20, capMs: 800 };

/** What a submission asks for at one contact point. */
export type Part = {
  contactId: ContactId;
  /** Null where only a link is known, not the address: an existing gate keeps its own. */
  matchId: ContactId | null;
  requests: readonly ConsentRequest[];
  /** Sealed with `evidence`; without that it is not kept. */
  address?: WrittenAddress;
  /** Reached through another contact point, whose circumstances are none of this one's. */
  isLinked?: boolean;
};

export type Submission = {
  source: Source;
  /** Every contact point at most once. Those that change, or were asked before, become linked, if `linksParts`. */
  parts: readonly Part[];
  linksParts?: boolean;
  /** Sealed beside every event of the submission, for which the ledger must have been opened with keys. */
  evidence?: Circumstances;
  /** Who submits, and the name it gives this submission. Names of different callers never meet. */
  caller: string;
  /** `withdrawalsSeen`: how many are on record at all its contact points together. */
  idempotencyKey: (withdrawalsSeen: number) => string;
  /** Keyed hash of the body: the same key with another body is refused. */
  bodyHash: string;
  /** Whether its name and receipt are kept even if it changes nothing, so that repeating it tells the same. */
  isRemembered?: boolean;
  /** Anybody can post it about anybody: what it asks for again is not recorded again (A16). */
  isFromAnybody?: boolean;
  /** How it is refused; by default as a used idempotency key. */
  ifReused?: () => ConsentError;
};

/** `unchanged`: the ledger already says so, and no event was written. */
export type Recorded = { outcome: 'recorded' | 'repeated' | 'unchanged'; receipt: Receipt };

/**
 * Records what the submission changes, at all its contact points at once, and once, however often it is
 * repeated (DESIGN §4). Throws as `ifReused` says if the key came with another body, `unavailable` if the
 * store would not have it or if the evidence of a consent cannot be sealed.
 */
export async function record(
  store: LedgerStore,
  clock: Clock,
  submission: Submission,
): Promise<Recorded> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { parts } = submission;
    const known = await inTurn(parts, parts.length, ({ contactId }) => readKnown(store, contactId));
    if (attempt > 0 && parts.some(isGranting)) known.forEach(makeWay);
    const now = clock.now();
    const decided = await inTurn(parts, parts.length, async (part, index): Promise<Decided> => {
      const before = known[index] ?? UNKNOWN;
      const { state, gate } = before;
      const decision = decide(submission.source, part.requests, state, now, gate?.heard);
      const one = { part, before, decision };
      return submission.isFromAnybody ? unlessAskedBefore(store, one, now) : one;
    });
    if (await restoreLost(store, decided)) continue;
    const entered = await enter(store, submission, decided, now);
    const entries = entered.flatMap((entry) => entry ?? []);
    const receipt = receiptOf(decided, entered, now);
    const written = entries.length > 0 ? 'recorded' : 'unchanged';
    const again = decided.flatMap(againAt);
    const isKept = written === 'recorded' || submission.isRemembered || again.length > 0;
    if (!isKept) return { outcome: written, receipt };

    const withdrawalsSeen = known.reduce((sum, { state }) => sum + state.count, 0);
    const id = submissionId(submission.caller, submission.idempotencyKey(withdrawalsSeen));
    const links = submission.linksParts ? linksAmong(decided) : [];
    const result = await store.commit(
      { id, bodyHash: submission.bodyHash, receipt, ...(again.length > 0 && { again }) },
      entries,
      links,
      unchangedAt(decided),
    );
    if (result === 'committed') return { outcome: written, receipt };

    const earlier = await store.findSubmission(id);
    if (earlier && earlier.bodyHash !== submission.bodyHash) {
      throw (submission.ifReused ?? reusedKey)();
    }
    if (earlier) return { outcome: 'repeated', receipt: earlier.receipt };
    await backOff(clock, attempt, BACK_OFF);
  }
  throw new ConsentError('unavailable', 'The ledger is busy. Send the same request again.');
}

const isGranting = ({ requests }: Part) =>
  requests.some(({ kind }) => kind === 'grant' || kind === 'start');

/** A withdrawal waits there to be recorded: consents try once, or a crowd of them could keep it out for ever. */
function makeWay({ gate }: Known): void {
  if (gate?.holds.some(isSpoolHold)) {
    throw new ConsentError('unavailable', 'A withdrawal is being recorded here. Send it again.');
  }
}

/** `again`: it was asked for before, and these confirmations go out once more; it changes nothing then. */
type Decided = { part: Part; before: Known; decision: Decision; again?: AskedAgain[] };

/** The outcomes stay: whoever asks cannot tell that somebody has asked already. */
async function unlessAskedBefore(store: LedgerStore, one: Decided, now: Date): Promise<Decided> {
  const { part, before, decision } = one;
  if (before.state.rev === 0 || decision.changes.length === 0) return one;
  const newest = await store.readNewestEvents(part.contactId, NEWEST_EVENTS);
  const again = askedBefore(decision.changes, newest, now);
  return again ? { ...one, decision: { ...decision, changes: [] }, again } : one;
}

const againAt = ({ part: { contactId }, again = [] }: Decided) =>
  again.map((one) => ({ contactId, ...one }));

/** Where an event is written, it brings a lost gate back as well. */
async function restoreLost(store: LedgerStore, decided: readonly Decided[]): Promise<boolean> {
  const silent = decided.filter(({ decision }) => decision.changes.length === 0);
  const restored = await inTurn(silent, silent.length, ({ part, before }) =>
    restoreGate(store, part, before),
  );
  return restored.includes(true);
}

/** Gates that no event moves, and that a stop found as it wants them: they hear of it with the receipt. */
function unchangedAt(decided: readonly Decided[]): Unchanged[] {
  const silent = decided.filter(({ decision }) => decision.changes.length === 0);
  return silent
    .filter(hasUnchangedStop)
    .map(({ part, before }) => ({ contactId: part.contactId, rev: before.state.rev }));
}

function hasUnchangedStop({ part, decision }: Decided): boolean {
  return part.requests.some(
    ({ kind }, index) => kind === 'withdraw' && decision.outcomes[index] === 'unchanged',
  );
}

/** One for each part; undefined where nothing changes. */
function enter(
  store: LedgerStore,
  submission: Submission,
  decided: readonly Decided[],
  now: Date,
): Promise<(Entry | undefined)[]> {
  const changes = decided.flatMap(({ decision }) => decision.changes);
  const mayGoWithout = changes.every(onlyReduces);
  return Promise.all(
    decided.map((one) =>
      one.decision.changes.length > 0
        ? enterPart(store, submission, one, now, mayGoWithout)
        : undefined,
    ),
  );
}

/** What nobody's permission rests on: it is recorded even if its evidence cannot be sealed. */
function onlyReduces({ type }: Change): boolean {
  return type === 'ConsentWithdrawn' || type === 'ContactBlocked';
}

async function enterPart(
  store: LedgerStore,
  { source, evidence }: Submission,
  decided: Decided,
  now: Date,
  mayGoWithout: boolean,
): Promise<Entry> {
  const { part, decision } = decided;
  const { gate, state, hold } = decided.before;
  const { contactId, address, isLinked } = part;
  const eventId = uuidv7();
  const sealed =
    evidence === undefined || isLinked
      ? undefined
      : await sealPart(store, {
          contactId,
          eventId,
          evidence: { version: 1, ...(address && { address }), circumstances: evidence },
          isNew: state.rev === 0,
          mayGoWithout,
        });
  const event = sealHeader({
    version: 1,
    eventId,
    contactId,
    seq: state.rev + 1,
    prev: state.head,
    recordedAt: now.toISOString(),
    source,
    changes: decision.changes,
    ...(sealed && { evidenceHash: evidenceHash(sealed.ciphertext) }),
  });
  const matchId = gate?.matchId ?? part.matchId;
  const after = newGate(contactId, matchId, evolve(state, event));
  const heard = isBoundToHeard(source, part) ? (gate?.heard ?? 0) : undefined;
  return { event, sealed, before: gate, after, hold, heard, hears: hasUnchangedStop(decided) };
}

function isBoundToHeard(source: Source, { requests }: Part): boolean {
  return asksHeard(source) && requests.some((request) => request.kind === 'grant' && request.saw);
}

function receiptOf(
  decided: readonly Decided[],
  entered: readonly (Entry | undefined)[],
  now: Date,
): Receipt {
  const parts = decided.map(({ decision: { outcomes } }, index) => {
    const event = entered[index]?.event;
    return { event: event ? { eventId: event.eventId, seq: event.seq } : null, outcomes };
  });
  return { recordedAt: now.toISOString(), parts };
}

function linksAmong(decided: readonly Decided[]): Link[] {
  const ids = decided
    .filter(({ decision, again }) => decision.changes.length > 0 || again)
    .map(({ part }) => part.contactId);
  return ids.flatMap((from) => ids.filter((to) => to !== from).map((to) => ({ from, to })));
}
