import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Gate } from '../../events/gate.ts';
import type { Change, LedgerEvent, Source } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import { backOff, type Clock } from '../clock.ts';
import { type ConsentRequest, decide } from '../domain/decide.ts';
import { chainFaults, sealHeader } from '../domain/event-hash.ts';
import { evolve, foldEvents, type GateState, newGate } from '../domain/gate.ts';
import { jcs } from '../domain/jcs.ts';
import { ConsentError, reusedKey } from '../errors.ts';
import type { Entry, LedgerStore, Receipt } from './ledger-store.ts';

const MAX_ATTEMPTS = 10;
const BACK_OFF = { baseMs: 20, capMs: 800 };

export type Submission = {
  contactId: ContactId;
  /** Null where only a link is known, not the address: an existing gate keeps its own. */
  matchId: ContactId | null;
  source: Source;
  request: ConsentRequest;
  /** Who submits, and the name it gives this submission. Names of different callers never meet. */
  caller: string;
  idempotencyKey: (withdrawalsSeen: number) => string;
  /** Keyed hash of the body: the same key with another body is refused. */
  bodyHash: string;
  /** How it is refused; by default as a used idempotency key. */
  ifReused?: () => ConsentError;
};

/** `unchanged`: the ledger already says so, and nothing was written. */
export type Recorded =
  | { outcome: 'recorded' | 'repeated'; receipt: Receipt }
  | { outcome: 'unchanged'; receipt: null };

/**
 * Records what the submission changes, once, however often it is repeated (DESIGN §4).
 * Throws as `ifReused` says if the key came with another body, `unavailable` if the store would not have it.
 */
export async function record(
  store: LedgerStore,
  clock: Clock,
  submission: Submission,
): Promise<Recorded> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { gate, state, hold } = await readState(store, submission.contactId);
    const changes = decide(submission.request, state, clock.now());
    if (changes.length === 0) return { outcome: 'unchanged', receipt: null };

    const event = nextEvent(submission, state, changes, clock.now());
    const receipt = { eventId: event.eventId, seq: event.seq, recordedAt: event.recordedAt };
    const id = submissionId(submission.caller, submission.idempotencyKey(state.count));
    const matchId = gate?.matchId ?? submission.matchId;
    const after = { ...newGate(submission.contactId, matchId, evolve(state, event)), hold };
    const entry: Entry = { event, before: gate, after };

    const result = await store.commit({ id, bodyHash: submission.bodyHash, receipt }, entry);
    if (result === 'committed') return { outcome: 'recorded', receipt };

    const earlier = await store.findSubmission(id);
    if (earlier && earlier.bodyHash !== submission.bodyHash) {
      throw (submission.ifReused ?? reusedKey)();
    }
    if (earlier) return { outcome: 'repeated', receipt: earlier.receipt };
    await backOff(clock, attempt, BACK_OFF);
  }
  throw new ConsentError('unavailable', 'The ledger is busy. Send the same request again.');
}

/** A gate missing where events exist was lost: it is rebuilt, and held until its chain has been verified. */
async function readState(
  store: LedgerStore,
  contactId: ContactId,
): Promise<{ gate: Gate | undefined; state: GateState; hold: Gate['hold'] }> {
  const gate = await store.readGate(contactId);
  if (gate) return { gate, state: gate, hold: gate.hold };
  const events = await store.readEvents(contactId);
  const isIntact = chainFaults(events).length === 0;
  const hold = events.length === 0 ? null : isIntact ? 'gate_missing' : 'chain_broken';
  return { gate, state: foldEvents(events), hold };
}

function nextEvent(
  submission: Submission,
  state: GateState,
  changes: Change[],
  now: Date,
): LedgerEvent {
  return sealHeader({
    version: 1,
    eventId: uuidv7(),
    contactId: submission.contactId,
    seq: state.rev + 1,
    prev: state.rev === 0 ? null : state.head,
    recordedAt: now.toISOString(),
    source: submission.source,
    changes,
  });
}

function submissionId(caller: string, key: string): string {
  return createHash('sha256')
    .update(jcs([caller, key]))
    .digest('base64url');
}
