import * as z from 'zod';
import { WithdrawalReason } from './ledger-event.ts';
import { ContactId, Cover } from './scope.ts';
import { RawAddress } from './verdict.ts';

/** News of one ledger event, from the stream to the queues. A nudge to read the gate, never a decision. */
export const SuppressionUpdate = z.strictObject({
  version: z.literal(1),
  eventId: z.uuidv7(),
  contactId: ContactId,
  seq: z.int().min(1),
});
export type SuppressionUpdate = z.infer<typeof SuppressionUpdate>;

export const SuppressionEntry = z.strictObject({
  matchId: z.string().nullable(),
  cover: Cover,
  reason: WithdrawalReason,
  since: z.iso.datetime(),
  seq: z.int().min(1),
});
export type SuppressionEntry = z.infer<typeof SuppressionEntry>;

/**
 * GET /v1/suppressions: a page of the list. `note` is part of the answer on purpose. `address` is there for keys
 * with the scope `addresses` alone, in the one spelling that consent belongs to, or null where nobody can say it
 * any more, or ever could: such an entry counts like any other.
 */
export const SuppressionPage = z.strictObject({
  entries: z.array(SuppressionEntry.extend({ address: RawAddress.nullable().optional() })),
  next: z.string().nullable(),
  note: z.literal('Absence from this list is not permission to contact anyone.'),
});
export type SuppressionPage = z.infer<typeof SuppressionPage>;
