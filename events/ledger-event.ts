import * as z from 'zod';
import { ContactId, Cover, Scope } from './scope.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().min(0);
const Instant = z.iso.datetime();

/** What the person was shown: ids into the catalogue, and the SHA-256 of the text as rendered. */
const Shown = z.strictObject({
  formId: z.string().min(1).max(64),
  noticeId: z.string().min(1).max(64),
  wordingId: z.string().min(1).max(64),
  renderedHash: Sha256Hex,
  locale: z.string().min(2).max(16),
});

/** `basis`: how many withdrawals the ceremony provably saw (0: none was seen). */
export const ConsentGranted = z.strictObject({
  type: z.literal('ConsentGranted'),
  scope: Scope,
  basis: Count,
  validUntil: Instant,
  shown: Shown,
});

/** A grant that waits for its confirmation; alone it permits nothing. `basis`: the count when it was asked. */
export const ConsentRequested = z.strictObject({
  type: z.literal('ConsentRequested'),
  scope: Scope,
  basis: Count,
  shown: Shown,
});

export const WithdrawalReason = z.enum(['withdrawn', 'complaint', 'objected']);
export type WithdrawalReason = z.infer<typeof WithdrawalReason>;

/** `epoch`: this withdrawal's number at its contact point, counted from 1. On post it is an objection. */
export const ConsentWithdrawn = z.strictObject({
  type: z.literal('ConsentWithdrawn'),
  cover: Cover,
  epoch: Count.min(1),
  reason: WithdrawalReason,
});

export const Change = z.discriminatedUnion('type', [
  ConsentGranted,
  ConsentRequested,
  ConsentWithdrawn,
]);
export type Change = z.infer<typeof Change>;

/** How the event came in. None but the ceremonies of DESIGN §1 proves that the person knew the state. */
export const Source = z.enum(['form', 'one-click', 'unsubscribe-page']);
export type Source = z.infer<typeof Source>;

/**
 * What one submission changed at one contact point. Header only: it holds no personal data.
 * `hash` is the RFC 9162 leaf hash of the rest in JCS form, `prev` the hash of the event before it.
 */
export const LedgerEvent = z.strictObject({
  version: z.literal(1),
  eventId: z.uuidv7(),
  contactId: ContactId,
  seq: z.int().min(1).max(999_999_999_999),
  prev: Sha256Hex.nullable(),
  recordedAt: Instant,
  source: Source,
  changes: z.array(Change).min(1).max(32),
  hash: Sha256Hex,
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;
