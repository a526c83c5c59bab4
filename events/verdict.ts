import * as z from 'zod';
import { Channel, Purpose } from './scope.ts';

/** Why a send may or may not start: a closed list (DESIGN §6). */
export const Reason = z.enum([
  'consented',
  'not_objected',
  'no_consent',
  'pending',
  'withdrawn',
  'objected',
  'complaint',
  'undeliverable',
  'expired',
  'notice_invalid',
  'tps',
  'screen_stale',
  'held',
  'closed',
  'unknown_purpose',
  'invalid_address',
  'unavailable',
]);
export type Reason = z.infer<typeof Reason>;

/** Email addresses may be at most 254 octets (RFC 5321 §4.5.3.1.3); the cap only keeps garbage out early. */
export const RawAddress = z
  .string()
  .min(1)
  .max(512)
  .describe(
    'An email address, a phone number (`+44 7700 900123` or as it is dialled in the United Kingdom), or a postal address in lines or between commas, its postcode last. Any spelling will do.',
  );

const CheckItem = z.strictObject({ channel: Channel, purpose: Purpose, address: RawAddress });

/** POST /v1/checks: at most 1,000 questions, answered in order. */
export const CheckRequest = z.strictObject({ items: z.array(CheckItem).min(1).max(1_000) });
export type CheckRequest = z.infer<typeof CheckRequest>;

const CheckVerdict = z.strictObject({
  allowed: z.boolean(),
  reason: Reason,
  matchId: z
    .string()
    .nullable()
    .describe(
      'The keyed hash under which suppression lists name this contact point; null if the address is not one, or nothing could be asked.',
    ),
  rev: z
    .int()
    .min(0)
    .nullable()
    .describe(
      'How many events the gate had seen; null if the address is not one, or nothing could be asked.',
    ),
  asOf: z.iso.datetime().describe('When it was true.'),
  validUntil: z.iso
    .datetime()
    .describe('Until when it may be relied on for planning: never for sending.'),
});
export type CheckVerdict = z.infer<typeof CheckVerdict>;

export const CheckAnswer = z.strictObject({ items: z.array(CheckVerdict) });
export type CheckAnswer = z.infer<typeof CheckAnswer>;
