import * as z from 'zod';
import { LedgerEvent } from '../../events/ledger-event.ts';
import { Outcome } from '../../events/outcome.ts';
import { ContactId } from '../../events/scope.ts';
import type { ServiceMessage } from '../../events/service-message.ts';
import type { StoredEvent } from '../domain/event-hash.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import type { SubmissionRecord } from './ledger-store.ts';

const SEQ_DIGITS = 12;

/** Sort keys of events; the ledger's other items are submissions. */
export const EVENT_PREFIX = 'EV#';

const EventItem = z
  .looseObject({ pk: z.string(), sk: z.string(), evidence: z.unknown().optional() })
  .transform(({ pk, sk, evidence, ...event }) => event)
  .pipe(LedgerEvent);

const SubmissionItem = z.object({
  bodyHash: z.string(),
  receipt: z.strictObject({
    recordedAt: z.string(),
    parts: z.array(
      z.strictObject({
        event: z.strictObject({ eventId: z.string(), seq: z.int() }).nullable(),
        outcomes: z.array(Outcome),
      }),
    ),
  }),
  again: z
    .array(
      z.strictObject({
        contactId: ContactId,
        seq: z.int().min(1),
        channel: z.enum(['email', 'sms']),
      }),
    )
    .optional(),
});

export function eventItem(event: LedgerEvent): Record<string, unknown> {
  return { ...eventKey(event), ...event };
}

export const eventKey = ({ contactId, seq }: Pick<LedgerEvent, 'contactId' | 'seq'>) => ({
  pk: contactId,
  sk: `${EVENT_PREFIX}${String(seq).padStart(SEQ_DIGITS, '0')}`,
});

/** The event with its sealed evidence in base64, since streams and archives carry text. */
export function storedItem({ event, ciphertext }: StoredEvent): Record<string, unknown> {
  const evidence = ciphertext && { evidence: Buffer.from(ciphertext).toString('base64') };
  return { ...eventItem(event), ...evidence };
}

/** What `storedItem` made; undefined for a submission. */
export function parseStoredEvent(item: Record<string, unknown>): StoredEvent | undefined {
  const event = parseLedgerItem(item);
  return event && { event, ciphertext: readCiphertext(item.evidence) };
}

/** Whatever was put there in its stead is no reason not to read the event: its hash will not fit. */
function readCiphertext(evidence: unknown): Uint8Array | null {
  if (evidence === undefined) return null;
  return Buffer.from(typeof evidence === 'string' ? evidence : '', 'base64');
}

/** What stands at `seq` is no event that this version can read. */
export class UnreadableEvent extends Error {
  override name = 'UnreadableEvent';
  readonly seq: number;

  constructor(sortKey: string, cause: unknown) {
    super(`${sortKey} cannot be read`, { cause });
    this.seq = Number(sortKey.slice(EVENT_PREFIX.length));
  }
}

/** The event in a ledger item; undefined for a submission. Throws on what this version cannot read. */
export function parseLedgerItem(item: Record<string, unknown>): LedgerEvent | undefined {
  const sortKey = String(item.sk);
  if (!sortKey.startsWith(EVENT_PREFIX)) return undefined;
  const event = EventItem.safeParse(item);
  if (event.success) return event.data;
  throw new UnreadableEvent(sortKey, event.error);
}

export const submissionKey = (id: string) => ({ pk: `ID#${id}`, sk: `ID#${id}` });

export const submissionItem = ({ id, ...record }: SubmissionRecord): Record<string, unknown> => ({
  ...submissionKey(id),
  ...record,
});

export function parseSubmission(id: string, item: Record<string, unknown>): SubmissionRecord {
  const { again, ...record } = SubmissionItem.parse(item);
  return { id, ...record, ...(again && { again }) };
}

/** The confirmations that a submission wants sent once more; none for an event. */
export function confirmationsAgain(
  item: Record<string, unknown>,
): { channel: ConfirmedChannel; message: ServiceMessage }[] {
  if (item.again === undefined) return [];
  const { again = [], receipt } = SubmissionItem.parse(item);
  return again.map(({ channel, contactId, seq }) => ({
    channel,
    message: { version: 1, kind: 'confirmation', contactId, seq, askedAt: receipt.recordedAt },
  }));
}
