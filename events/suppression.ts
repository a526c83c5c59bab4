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
  matchId: z
    .string()
    .nullable()
    .describe(
      'The keyed hash that checks answer with for the same contact point; null where it is not known.',
    ),
  cover: Cover.describe(
    'What was withdrawn: one purpose by one channel (`email.newsletter`), a channel (`email.*`), or everything (`*`).',
  ),
  reason: WithdrawalReason,
  since: z.iso.datetime(),
  seq: z.int().min(1).describe('Which of the events at this contact point says so.'),
});
export type SuppressionEntry = z.infer<typeof SuppressionEntry>;

const ListedAddress = RawAddress.nullable()
  .optional()
  .describe(
    'For keys with the scope `addresses` alone. In one spelling: an email address in lower case, a phone number as E.164, a home by postcode and number (`LF1 2AB|14`) or postcode alone. Null where nobody can say it: it was never recorded, or is erased. Such an entry counts like any other; go by `matchId`.',
  );

/** GET /v1/suppressions: a page of the list. `note` is part of the answer on purpose. */
export const SuppressionPage = z.strictObject({
  entries: z.array(SuppressionEntry.extend({ address: ListedAddress })),
  next: z
    .string()
    .nullable()
    .describe('Ask for the following page with `after`; null on the last. A page may be short.'),
  note: z.literal('Absence from this list is not permission to contact anyone.'),
});
export type SuppressionPage = z.infer<typeof SuppressionPage>;
