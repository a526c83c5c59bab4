import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';

/** What is remembered of a submission, for ever, so that repeating it adds nothing. */
export type SubmissionRecord = { id: string; bodyHash: string; receipt: Receipt };

export type Receipt = { eventId: string; seq: number; recordedAt: string };

/** One event at one contact point, and the gate it leads to. `before` is the gate that was read. */
export type Entry = { event: LedgerEvent; before: Gate | undefined; after: Gate };

/**
 * The ledger and its gate. Reads are strongly consistent.
 * `commit` writes the submission, the event and the gate together or not at all. It answers `conflict`
 * if the gate moved or the submission is known, and `unknown` if the answer got lost: the caller reads again.
 * It never touches a gate's permits.
 */
export type LedgerStore = {
  readGate(contactId: ContactId): Promise<Gate | undefined>;
  readEvents(contactId: ContactId): Promise<LedgerEvent[]>;
  findSubmission(id: string): Promise<SubmissionRecord | undefined>;
  commit(submission: SubmissionRecord, entry: Entry): Promise<'committed' | 'conflict' | 'unknown'>;
  /** Takes away permits of environments that are gone for certain. */
  removePermits(contactId: ContactId, permitIds: readonly string[]): Promise<void>;
};
