import * as z from 'zod';
import { Channel, Purpose, Scope } from './scope.ts';
import { RawAddress } from './verdict.ts';

/** GET /v1/forms/{formId}: what to show. `formToken` proves later what was served; send it back untouched. */
export const FormDefinition = z.strictObject({
  formId: z.string(),
  locale: z.string(),
  controller: z.string(),
  notice: z.strictObject({ id: z.string(), text: z.string() }),
  choices: z.array(
    z.strictObject({
      id: Scope,
      channel: Channel,
      purpose: Purpose,
      wording: z.strictObject({ id: z.string(), text: z.string() }),
    }),
  ),
  formToken: z.string(),
  expiresAt: z.iso.datetime(),
});
export type FormDefinition = z.infer<typeof FormDefinition>;

const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(16),
  );

/**
 * POST /v1/forms/{formId}/consents, as JSON or form-encoded.
 * `consents` lists the ticked choices; nothing ticked is a valid answer and records nothing.
 */
export const FormSubmission = z.strictObject({
  email: RawAddress,
  consents: oneOrMany(Scope),
  formToken: z.string().min(1).max(2_048),
});
export type FormSubmission = z.infer<typeof FormSubmission>;

/** The same answer for known, unknown, pending and withdrawn addresses. */
export const FormReceipt = z.strictObject({ received: z.literal(true), message: z.string() });
export type FormReceipt = z.infer<typeof FormReceipt>;
