import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { Outcome } from '../../events/outcome.ts';
import type { ContactId } from '../../events/scope.ts';
import type { AskedAgain } from '../domain/asked-before.ts';
import type { StoredEvent } from '../domain/event-hash.ts';
import type { EnvironmentKey, WrappedKey } from '../domain/seal.ts';

/**
 * What is remembered of a submission, for ever, so that repeating it adds nothing. `again`: what it asked for waits
 * already, and its confirmation is sent once more, from the stream like the first.
 */
export type SubmissionRecord = {
  id: string;
  bodyHash: string;
  receipt: Receipt;
  again?: readonly (AskedAgain & { contactId: ContactId })[];
};

/** `parts`: one for each contact point of the submission, in its order; `event` is null where nothing changed. */
export type Receipt = {
  recordedAt: string;
  parts: readonly { event: { eventId: string; seq: number } | null; outcomes: Outcome[] }[];
};

/** Evidence as it is stored, and its contact point's data key if this is the first that it seals. */
export type Sealed = { ciphertext: Uint8Array; newKey?: WrappedKey };

/**
 * One event at one contact point, and the gate it leads to. `before` is the gate that was read; `hold` is set
 * in the same write, if something was found amiss. `heard`: what the gate must still have heard, where that counts.
 * `hears`: a stop beside it changed nothing, and is heard in the same write.
 */
export type Entry = {
  event: LedgerEvent;
  sealed?: Sealed | undefined;
  before: Gate | undefined;
  after: Gate;
  hold: string | null;
  heard?: number | undefined;
  hears?: boolean;
};

/** A contact point where stops change nothing, as of this revision of its gate. */
export type Unchanged = { contactId: ContactId; rev: number };

/** Contact points that one submission named together: what stops everything at `from` reaches `to` as well. */
export type Link = { from: ContactId; to: ContactId };

/** Where the keys are that seal evidence. Either may fail: then only what reduces contact goes on without. */
export type EvidenceKeys = {
  /** Strongly consistent. Undefined where none was made yet, or where it was destroyed. */
  readDataKey(contactId: ContactId, signal?: AbortSignal): Promise<WrappedKey | undefined>;
  /** The environment's key of this id; without one, the key that wraps new data keys. */
  environmentKey(id?: string, signal?: AbortSignal): Promise<EnvironmentKey>;
};

/**
 * The ledger and its gate. Reads are strongly consistent.
 * `commit` writes the submission, its events with their evidence, new data keys, gates and links together or not
 * at all, and has `unchanged` gates hear of the stops. It answers `conflict` if a gate moved, the submission is known or a data key is there already, and `unknown` if the answer got lost: the caller reads again.
 * It never touches a gate's permits, and of its holds it only ever adds one.
 */
export type LedgerStore = {
  /** Undefined in a function that records no evidence. */
  keys: EvidenceKeys | undefined;
  readGate(contactId: ContactId): Promise<Gate | undefined>;
  readEvents(contactId: ContactId): Promise<LedgerEvent[]>;
  /** The last of them, at most so many, the newest first. */
  readNewestEvents(contactId: ContactId, most: number): Promise<LedgerEvent[]>;
  /** As `readEvents`, with the sealed evidence. */
  readStoredEvents(contactId: ContactId): Promise<StoredEvent[]>;
  /** One of them, with its sealed evidence. */
  readStoredEvent(contactId: ContactId, seq: number): Promise<StoredEvent | undefined>;
  findSubmission(id: string): Promise<SubmissionRecord | undefined>;
  commit(
    submission: SubmissionRecord,
    entries: readonly Entry[],
    links: readonly Link[],
    unchanged?: readonly Unchanged[],
  ): Promise<'committed' | 'conflict' | 'unknown'>;
  /** Takes away permits of environments that are gone for certain. */
  removePermits(contactId: ContactId, permitIds: readonly string[]): Promise<void>;
  /** Writes a gate where none is any more, held. Without effect if one is there. */
  restore(gate: Gate, hold: string): Promise<void>;
  /** Counts a stop that changed nothing: every ceremony that began before it is void. False if there is no gate. */
  hear(contactId: ContactId): Promise<boolean>;
  /** Blocks the whole contact point, known or not, until exactly this hold is lifted. */
  addHold(contactId: ContactId, hold: string): Promise<void>;
  /** False if there is no such hold, or if the gate is no longer at `rev`, where that is asked. */
  liftHold(contactId: ContactId, hold: string, rev?: number): Promise<boolean>;
};
