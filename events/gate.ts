import * as z from 'zod';
import { Block, WithdrawalReason } from './ledger-event.ts';
import { ContactId, Cover, Scope } from './scope.ts';

const Count = z.int().min(0);
const Instant = z.iso.datetime();

/**
 * How many purposes of one channel a gate tells apart in its withdrawals. A no may name any purpose, also one that
 * never was; without a bound one key could grow a gate until it is slow to write, and then past what an item may
 * hold (400 KB), where no stop could be recorded at all. Four full channels are about 30 KB.
 */
export const MAX_PURPOSES_WITHDRAWN = 64;

/** The newest withdrawal of one cover; `firm` is the newest of them that no texted START may lift. */
const Epoch = z.strictObject({
  epoch: Count.min(1),
  reason: WithdrawalReason,
  at: Instant,
  seq: Count.min(1),
  keywordAt: Instant.nullable(),
  firm: Count,
});
export type Epoch = z.infer<typeof Epoch>;

const Grant = z.strictObject({
  basis: Count,
  validUntil: Instant,
  noticeId: z.string(),
  tpsSeen: Count,
});
export type Grant = z.infer<typeof Grant>;

/** In force while `seq`, the event that set it last, is later than `lifted`, the last that a lift has seen. */
const BlockState = z.strictObject({ seq: Count, at: Instant.nullable(), lifted: Count });

const Screening = z.strictObject({
  listedSince: Count.min(1).nullable(),
  screenedOn: z.iso.date(),
  seq: Count.min(1),
});

/** The right to make exactly one provider call in `scope`, claimed at `at`. */
const Permit = z.strictObject({ scope: Scope, at: Instant });

/**
 * The one item per contact point that authorises sends: the ledger's summary, written in the same transaction.
 * Anything in it that this version does not know makes it unreadable, and an unreadable gate permits nothing.
 */
export const Gate = z.strictObject({
  contactId: ContactId,
  matchId: ContactId.nullable(),
  /** How many events it sums up, and the hash of the last. 0 where only a hold or a permit made the item. */
  rev: Count,
  head: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  /** How many withdrawals this contact point has seen. */
  count: Count,
  epochs: z.partialRecord(Cover, Epoch),
  /** Per scope the grants that no other under the same notice beats in every respect. */
  grants: z.partialRecord(Scope, z.array(Grant)),
  /** Per scope the highest basis of the grants that still wait for confirmation. */
  requests: z.partialRecord(Scope, Count),
  blocks: z.partialRecord(Block, BlockState),
  screening: Screening.nullable(),
  /** How many stops were acknowledged that found everything stopped: a ceremony that began before one is void. */
  heard: Count.default(0),
  permits: z.record(z.string(), Permit),
  /** Each for its own reason: nothing may be sent here until all of them are lifted. */
  holds: z.array(z.string().min(1).max(200)),
});
export type Gate = z.infer<typeof Gate>;
