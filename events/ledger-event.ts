import * as z from 'zod';
import { ContactId, Cover, Scope } from './scope.ts';

const Sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);
const Count = z.int().min(0);
const Instant = z.iso.datetime();
const CatalogueId = z.string().min(1).max(64);

/** What the person was shown: ids into the catalogue, and the SHA-256 of the text as rendered. */
export const Shown = z.strictObject({
  /** Null where a system of the company showed the wording, not a form of this service. */
  formId: CatalogueId.nullable(),
  noticeId: CatalogueId,
  wordingId: CatalogueId,
  renderedHash: Sha256Hex,
  locale: z.string().min(2).max(16),
});
export type Shown = z.infer<typeof Shown>;

/**
 * `basis`: how many withdrawals the ceremony provably saw (0: none was seen). `givenAt`: when the person said so, where
 * somebody reports it later. `tpsSeen`: up to which event the
 * person knew the number's registrations when welcoming calls in spite of them (PECR reg 21(4)); absent if
 * the wording did not ask.
 */
export const ConsentGranted = z.strictObject({
  type: z.literal('ConsentGranted'),
  scope: Scope,
  basis: Count,
  validUntil: Instant,
  shown: Shown,
  givenAt: Instant.optional(),
  tpsSeen: Count.optional(),
});

/**
 * A consent that a texted STOP had taken, given back by a texted START: no new consent, but the old one with
 * `basis` at that STOP.
 */
export const ConsentRestored = z.strictObject({
  type: z.literal('ConsentRestored'),
  scope: Scope,
  basis: Count,
  validUntil: Instant,
  noticeId: CatalogueId,
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

/**
 * `epoch`: this withdrawal's number at its contact point, counted from 1. On post it is an objection.
 * `keywordAt`: when STOP was texted, by the carrier's clock; only such a withdrawal may START lift.
 */
export const ConsentWithdrawn = z.strictObject({
  type: z.literal('ConsentWithdrawn'),
  cover: Cover,
  epoch: Count.min(1),
  reason: WithdrawalReason,
  keywordAt: Instant.optional(),
});

/** Why a contact point cannot be used although nobody withdrew: `undeliverable` after a permanent bounce. */
export const Block = z.enum(['undeliverable']);
export type Block = z.infer<typeof Block>;

export const ContactBlocked = z.strictObject({ type: z.literal('ContactBlocked'), block: Block });

/** The address proved itself anew. `seen`: blocks up to this event are lifted, later ones stand. */
export const ContactUnblocked = z.strictObject({
  type: z.literal('ContactUnblocked'),
  block: Block,
  seen: Count,
});

/**
 * The number against the telephone preference registers (TPS and CTPS), as of the file of `screenedOn`.
 * `listedSince`: the event that began the present run of hits; null if it is not listed.
 */
export const PhoneScreened = z.strictObject({
  type: z.literal('PhoneScreened'),
  listedSince: Count.min(1).nullable(),
  screenedOn: z.iso.date(),
});

export const Change = z.discriminatedUnion('type', [
  ConsentGranted,
  ConsentRestored,
  ConsentRequested,
  ConsentWithdrawn,
  ContactBlocked,
  ContactUnblocked,
  PhoneScreened,
]);
export type Change = z.infer<typeof Change>;

/**
 * How the event came in; what each may do is the table in shared/domain/authority.ts. None but the ceremonies
 * of DESIGN §1 (`confirmation`, `preference-page`, `staff` on the line) proves that the person knew the state.
 */
export const Source = z.enum([
  'form',
  'one-click',
  'unsubscribe-page',
  'confirmation',
  'preference-page',
  'staff',
  'api',
  'import',
  'email-feedback',
  'text-reply',
  'mail',
  'screening',
]);
export type Source = z.infer<typeof Source>;

/**
 * What one submission changed at one contact point. Header only: it holds no personal data.
 * `evidenceHash`: the SHA-256 of the sealed evidence stored beside it; absent where it has none.
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
  evidenceHash: Sha256Hex.optional(),
  hash: Sha256Hex,
});
export type LedgerEvent = z.infer<typeof LedgerEvent>;
