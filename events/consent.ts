import * as z from 'zod';
import { MAX_PURPOSES_WITHDRAWN } from './gate.ts';
import { Outcome } from './outcome.ts';
import { FieldFault } from './problem.ts';
import { Channel, Purpose } from './scope.ts';
import { RawAddress } from './verdict.ts';

export const MAX_IMPORT_ROWS = 500;

/** Together still what one ledger event may hold. */
export const MAX_LINES = 16;

/** Whose: at least one of them. */
const Contact = z
  .strictObject({
    email: RawAddress.optional().describe('An email address, in any spelling.'),
    phone: RawAddress.optional().describe(
      'A phone number, with its country code or as it is dialled in the United Kingdom.',
    ),
    address: RawAddress.optional().describe(
      'A postal address in lines or between commas, the postcode last.',
    ),
  })
  .refine((contact) => Object.values(contact).some((field) => field !== undefined), {
    message: 'needs at least one of email, phone and address',
  });

const CatalogueId = z.string().min(1).max(64);

/**
 * A yes that the person gave elsewhere, to a wording of the catalogue under one of its notices. There is no other
 * ground than consent: neither a sale (PECR reg 22(3)) nor an interest of the company's makes up for it.
 */
export const ReportedGrant = z.strictObject({
  channel: Channel,
  purpose: Purpose,
  wordingId: CatalogueId,
  noticeId: CatalogueId,
  locale: z
    .string()
    .min(2)
    .max(16)
    .optional()
    .describe("The language that it was asked in; by default the catalogue's own."),
  givenAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe(
      'When the person said so, if not just now; its validity counts from then. Imports need it.',
    ),
});
export type ReportedGrant = z.infer<typeof ReportedGrant>;

/**
 * A no, in the catalogue or not: to one purpose by one channel, to a whole channel, or, with neither of them,
 * to everything.
 */
export const ReportedWithdrawal = z
  .strictObject({ channel: Channel.optional(), purpose: Purpose.optional() })
  .refine(({ channel, purpose }) => channel !== undefined || purpose === undefined, {
    message: 'is needed beside a purpose',
    path: ['channel'],
  });
export type ReportedWithdrawal = z.infer<typeof ReportedWithdrawal>;

/** How it is known; sealed beside the events, never logged. */
export const ReportedEvidence = z.strictObject({
  method: z.enum(['web', 'phone', 'paper', 'in_person', 'email', 'other']),
  page: z.string().min(1).max(2_048).optional().describe('The page that the person was on.'),
  ip: z.union([z.ipv4(), z.ipv6()]).optional(),
  userAgent: z.string().min(1).max(512).optional(),
  text: z.string().min(1).max(4_000).optional().describe('What was said or written.'),
  reference: z.string().min(1).max(256).optional().describe('Where the original is kept.'),
});
export type ReportedEvidence = z.infer<typeof ReportedEvidence>;

/** POST /v1/consents: what one person said to another system of the company. */
export const ConsentSubmission = z
  .strictObject({
    contact: Contact.describe('Whose: at least one of these, as it was typed.'),
    grants: z.array(ReportedGrant).max(MAX_LINES).default([]),
    withdrawals: z
      .array(ReportedWithdrawal)
      .max(MAX_LINES)
      .default([])
      .describe(
        `Each a no to one purpose by one channel, to a whole channel, or (\`{}\`) to everything. At one contact point ${MAX_PURPOSES_WITHDRAWN} purposes of a channel are told apart: a no to one more counts for the whole channel.`,
      ),
    evidence: ReportedEvidence.optional().describe('How it is known. Kept sealed.'),
  })
  .refine(({ grants, withdrawals }) => grants.length + withdrawals.length > 0, {
    message: 'needs at least one grant or withdrawal',
  });
export type ConsentSubmission = z.infer<typeof ConsentSubmission>;

const outcomes = { grants: z.array(Outcome), withdrawals: z.array(Outcome) };

/** What became of each grant and each withdrawal, in their order. The same for a repeated request. */
export const ConsentReceipt = z.strictObject({
  recordedAt: z.iso.datetime(),
  ...outcomes,
  eventIds: z
    .array(z.uuidv7())
    .describe("The ledger's events that this made; none where nothing changed."),
});
export type ConsentReceipt = z.infer<typeof ConsentReceipt>;

/** Answers a withdrawal that is safely received, and in force only later. */
export const ConsentReceived = z.strictObject({ received: z.literal(true), message: z.string() });
export type ConsentReceived = z.infer<typeof ConsentReceived>;

/**
 * POST /v1/imports. Each row is a consent submission and is parsed on its own, so that a faulty one never stops
 * the others. Consent bought with a list names another company, and is none (ICO consent guidance).
 */
export const ImportRequest = z.strictObject({
  provenance: z.literal('collected_by_us', {
    message: 'must be collected_by_us: consent that came with a list from others is not imported',
  }),
  rows: z
    .array(z.unknown())
    .min(1)
    .max(MAX_IMPORT_ROWS)
    .describe('Each is parsed on its own: a faulty one never stops the others.'),
});
export type ImportRequest = z.infer<typeof ImportRequest>;

const row = z.int().min(0);

/**
 * `invalid`: its `detail` names the withdrawals that are in force all the same, and what is wrong is in `errors`.
 * `not_reached`: no time was left, or the database was away. Send such rows again, under another key; a withdrawal
 * among them may have been received all the same, and counts once.
 */
export const ImportedRow = z.discriminatedUnion('state', [
  z.strictObject({ row, state: z.literal('recorded'), ...outcomes }),
  z.strictObject({
    ...{ row, state: z.literal('invalid') },
    detail: z.string(),
    errors: z.array(FieldFault),
  }),
  z.strictObject({ row, state: z.literal('not_reached') }),
]);
export type ImportedRow = z.infer<typeof ImportedRow>;

const Sum = z.int().min(0);

/** What became of each row, in their order, and in sum. */
export const ImportReport = z.strictObject({
  totals: z.strictObject({ recorded: Sum, invalid: Sum, not_reached: Sum }),
  outcomes: z
    .partialRecord(Outcome, Sum)
    .describe('Of all grants and withdrawals in the recorded rows.'),
  rows: z.array(ImportedRow),
});
export type ImportReport = z.infer<typeof ImportReport>;
