import * as z from 'zod';
import { SendState, Substitutions } from './message.ts';
import { ContactId, Scope } from './scope.ts';
import { Reason } from './verdict.ts';

/**
 * One recipient of one message, from queued to its end. The address and the substitutions are kept only
 * while the message may still leave; `queuedFor` makes it findable for just as long.
 */
export const SendRecord = z.strictObject({
  /** `<client>#<message id>` */
  pk: z.string(),
  /** The recipient's place in the request, in four digits. */
  sk: z.string(),
  state: SendState,
  scope: Scope,
  contactId: ContactId.nullable(),
  to: z.string().optional(),
  substitutions: Substitutions.optional(),
  queuedFor: ContactId.optional(),
  reason: Reason.nullable(),
  /** The permit under which it was claimed last. */
  permitId: z.string().nullable(),
  updatedAt: z.iso.datetime(),
});
export type SendRecord = z.infer<typeof SendRecord>;
