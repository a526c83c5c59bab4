import * as z from 'zod';
import { RawAddress } from './verdict.ts';

const text = (maxCharacters: number) => z.string().min(1).max(maxCharacters);

/** Longer ones are cut: what a browser sends is no reason to refuse what a person says. */
export const MAX_USER_AGENT_CHARACTERS = 512;
export const MAX_PAGE_CHARACTERS = 2_048;

/** How something was said, as far as it is known. */
export const Circumstances = z.strictObject({
  /** How it was obtained where no form of this service was used, like `till` or `telephone`. */
  method: text(64).optional(),
  /** Where the person's request came from. */
  ip: text(64).optional(),
  userAgent: text(MAX_USER_AGENT_CHARACTERS).optional(),
  /** The web page that it was said on. */
  page: text(MAX_PAGE_CHARACTERS).optional(),
  /** The token that proves which form was served, and what was said there about the person's age. */
  form: z
    .strictObject({
      nonce: text(64),
      expiresAt: z.iso.datetime(),
      age: z.literal('13-or-over').optional(),
      /** Every wording that was served with it, ticked or not. */
      offered: z.array(text(64)).max(16).optional(),
    })
    .optional(),
  /** Where the original is kept. */
  reference: text(256).optional(),
  /** Anything else that shows it, in somebody's own words. */
  note: text(8_000).optional(),
});
export type Circumstances = z.infer<typeof Circumstances>;

/** A contact point as the person wrote it, and the one spelling that it is known by. */
export const WrittenAddress = z.strictObject({ typed: RawAddress, canonical: RawAddress });
export type WrittenAddress = z.infer<typeof WrittenAddress>;

/**
 * What shows later who said what and how: personal data, all of it. It is stored sealed, beside the event's
 * header, and is gone for good once its contact point's data key is destroyed.
 */
export const Evidence = z.strictObject({
  version: z.literal(1),
  address: WrittenAddress.optional(),
  circumstances: Circumstances,
});
export type Evidence = z.infer<typeof Evidence>;
