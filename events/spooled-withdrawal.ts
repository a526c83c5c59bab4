import * as z from 'zod';
import { Source, WithdrawalReason } from './ledger-event.ts';
import { ContactId, Cover } from './scope.ts';

const SpooledPart = z.strictObject({
  contactId: ContactId,
  matchId: ContactId.nullable(),
  withdrawals: z
    .array(z.strictObject({ cover: Cover, reason: WithdrawalReason }))
    .min(1)
    .max(32),
});

/**
 * Contact points in one submission of withdrawals. Three actions each (event, gate, key) and one for its name stay
 * under DynamoDB's 100 a transaction.
 */
export const MAX_PARTS = 32;

/** A withdrawal that the store could not take: enough to record it later, but no address and no evidence. */
export const SpooledWithdrawal = z.strictObject({
  version: z.literal(1),
  source: Source,
  caller: z.string().min(1).max(128),
  /** Together with `caller` the submission's name: however often it is delivered, it is recorded once. */
  idempotencyKey: z.string().min(1).max(512),
  bodyHash: z.string().max(128),
  parts: z.array(SpooledPart).min(1).max(MAX_PARTS),
  /** The hold that this withdrawal put on its contact points, and nobody else's. */
  hold: z.string().min(1).max(200),
});
export type SpooledWithdrawal = z.infer<typeof SpooledWithdrawal>;
