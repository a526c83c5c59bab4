import * as z from 'zod';
import { WithdrawalReason } from './ledger-event.ts';
import { ContactId, Cover, Scope } from './scope.ts';

const Count = z.int().min(0);
const Instant = z.iso.datetime();

/** The newest withdrawal of one cover. */
const Epoch = z.strictObject({
  epoch: Count.min(1),
  reason: WithdrawalReason,
  at: Instant,
  seq: Count.min(1),
});

const Grant = z.strictObject({ basis: Count, validUntil: Instant });
export type Grant = z.infer<typeof Grant>;

/** The right to make exactly one provider call in `scope`, claimed at `at`. */
const Permit = z.strictObject({ scope: Scope, at: Instant });

/**
 * The one item per contact point that authorises sends: the ledger's summary, written in the same transaction.
 * Anything in it that this version does not know makes it unreadable, and an unreadable gate permits nothing.
 */
export const Gate = z.strictObject({
  contactId: ContactId,
  matchId: ContactId.nullable(),
  /** How many events it sums up, and the hash of the last. */
  rev: Count.min(1),
  head: z.string().regex(/^[0-9a-f]{64}$/),
  /** How many withdrawals this contact point has seen. */
  count: Count,
  epochs: z.partialRecord(Cover, Epoch),
  /** Per scope the Pareto-best grants: none is both seen later and valid longer than another. */
  grants: z.partialRecord(Scope, z.array(Grant)),
  /** Per scope the highest basis of the grants that still wait for confirmation. */
  requests: z.partialRecord(Scope, Count),
  permits: z.record(z.string(), Permit),
  /** Why nothing may be sent here until a person has looked; null if nothing is the matter. */
  hold: z.string().nullable(),
});
export type Gate = z.infer<typeof Gate>;
