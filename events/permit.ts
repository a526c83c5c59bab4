import * as z from 'zod';
import { NAMES_SOMEBODY, namesNobody } from './outside-name.ts';
import { Channel, Purpose } from './scope.ts';
import { RawAddress, Reason } from './verdict.ts';

/** The sender's own name for one message to one recipient; it can be claimed but once. */
const OutsideMessageId = z
  .string()
  .regex(/^[A-Za-z0-9._:@-]{1,128}$/)
  .refine(namesNobody, NAMES_SOMEBODY);

/** POST /v1/permits: may this one message start, now? */
export const PermitRequest = z.strictObject({
  channel: Channel,
  purpose: Purpose,
  address: RawAddress,
  messageId: OutsideMessageId,
});
export type PermitRequest = z.infer<typeof PermitRequest>;

/**
 * The right to start exactly one call to a provider. `validForMs` counts on the sender's own clock from *before*
 * it sent the request: a call that has not begun by then must not begin.
 */
export const PermitGranted = z.strictObject({
  permitId: z.string(),
  validForMs: z.int().min(1),
  reason: Reason,
  /** How many events the gate had seen. */
  rev: z.int().min(0),
});
export type PermitGranted = z.infer<typeof PermitGranted>;

const PermitOutcome = z.enum(['sent', 'not_sent']);
export type PermitOutcome = z.infer<typeof PermitOutcome>;

/** DELETE /v1/permits/{permitId}: its query. `not_sent`: the call surely never began; left out: nobody knows. */
export const PermitRelease = z.strictObject({ outcome: PermitOutcome.optional() });
