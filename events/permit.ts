import * as z from 'zod';
import { NAMES_SOMEBODY, namesNobody } from './outside-name.ts';
import { Channel, Purpose } from './scope.ts';
import { RawAddress, Reason } from './verdict.ts';

const OutsideMessageId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,128}$/)
  .refine(namesNobody, NAMES_SOMEBODY)
  .describe(
    'Your own name for this one message to this one recipient; it can be claimed but once. It is kept in clear, so it must not hold an email address or phone number.',
  );

/** POST /v1/permits: may this one message start, now? */
export const PermitRequest = z.strictObject({
  channel: Channel,
  purpose: Purpose,
  address: RawAddress,
  messageId: OutsideMessageId,
});
export type PermitRequest = z.infer<typeof PermitRequest>;

/** The right to start exactly one call to a provider. */
export const PermitGranted = z.strictObject({
  permitId: z.string().describe('Release the permit by this id as soon as the call is over.'),
  validForMs: z
    .int()
    .min(1)
    .describe(
      'Milliseconds on your own clock, counted from *before* you sent the request: a call that has not begun by then must not begin.',
    ),
  reason: Reason,
  rev: z.int().min(0).describe('How many events the gate had seen.'),
});
export type PermitGranted = z.infer<typeof PermitGranted>;

const PermitOutcome = z.enum(['sent', 'not_sent']);
export type PermitOutcome = z.infer<typeof PermitOutcome>;

/** DELETE /v1/permits/{permitId}: its query. */
export const PermitRelease = z.strictObject({
  outcome: PermitOutcome.optional().describe(
    '`sent` ends the message; `not_sent`, for a call that surely never began, lets its id be claimed once more; left out, it is unknown for ever.',
  ),
});
