import * as z from 'zod';
import { NAMES_SOMEBODY, namesNobody } from './outside-name.ts';
import { Purpose } from './scope.ts';
import { RawAddress, Reason } from './verdict.ts';

const LinkItem = z.strictObject({
  /** Texts have a way out of their own, and letters and calls have no links. */
  channel: z.literal('email'),
  purpose: Purpose,
  address: RawAddress,
  messageId: z
    .string()
    .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
    .refine(namesNobody, NAMES_SOMEBODY)
    .optional()
    .describe(
      'What you call this mail. The link carries it in a form that anyone can read, so it must not hold an email address or phone number.',
    ),
  locale: z
    .string()
    .min(2)
    .max(16)
    .optional()
    .describe('The language of the mail, for its footer; the catalogue’s own by default.'),
});

/** POST /v1/links: ways out for mail that another system sends, at most 1,000. */
export const LinkRequest = z.strictObject({ items: z.array(LinkItem).min(1).max(1_000) });
export type LinkRequest = z.infer<typeof LinkRequest>;

/** Both headers belong into the mail, under its DKIM signature (RFC 8058 §3.1). Never track the clicks of its URL. */
const Link = z.strictObject({
  url: z.url().describe('For the text of the mail. Never track its clicks.'),
  headers: z
    .strictObject({ 'List-Unsubscribe': z.string(), 'List-Unsubscribe-Post': z.string() })
    .describe('For the head of the mail, under its DKIM signature (RFC 8058).'),
  footer: z
    .strictObject({ text: z.string(), html: z.string() })
    .describe(
      'To put beneath the mail, in both of its parts: why it came, the way out, and who writes.',
    ),
});

const RefusedLink = z.strictObject({
  refused: Reason.extract(['invalid_address', 'unknown_purpose']),
});

/** An answer per item, in order. A link is no permission to send. */
export const LinkAnswer = z.strictObject({ items: z.array(z.union([Link, RefusedLink])) });
export type LinkAnswer = z.infer<typeof LinkAnswer>;
