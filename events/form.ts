import * as z from 'zod';
import { Channel, Purpose, Scope } from './scope.ts';
import { RawAddress } from './verdict.ts';

/** What a form may ask of a person; `address` is a postal address in lines, the postcode last. */
export const FormField = z.enum(['email', 'phone', 'address']);
export type FormField = z.infer<typeof FormField>;

/** GET /v1/forms/{formId}: what to show. `formToken` proves later what was served; send it back untouched. */
export const FormDefinition = z.strictObject({
  formId: z.string(),
  locale: z.string(),
  controller: z.string(),
  notice: z.strictObject({ id: z.string(), text: z.string() }),
  fields: z.array(FormField).describe('What the choices need: ask for these.'),
  choices: z.array(
    z.strictObject({
      id: Scope,
      channel: Channel,
      purpose: Purpose,
      wording: z.strictObject({ id: z.string(), text: z.string() }),
    }),
  ),
  formToken: z.string().describe('Proves later what was served: send it back untouched.'),
  expiresAt: z.iso.datetime(),
});
export type FormDefinition = z.infer<typeof FormDefinition>;

const oneOrMany = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]),
    z.array(item).max(16),
  );

/** A browser sends a field that was left empty as an empty text. */
const Field = z.preprocess((value) => (value === '' ? undefined : value), RawAddress.optional());

/**
 * POST /v1/forms/{formId}/consents, as JSON or form-encoded.
 * `consents` lists the ticked choices, a ticked choice of post being an objection; each needs its field.
 * Nothing ticked is a valid answer and records nothing.
 */
export const FormSubmission = z.strictObject({
  email: Field.describe('An email address, in any spelling.'),
  phone: Field.describe(
    'A phone number, with its country code or as it is dialled in the United Kingdom.',
  ),
  address: Field.describe('A postal address in lines or between commas, the postcode last.'),
  consents: oneOrMany(Scope).describe(
    'The ticked choices, by their ids; a ticked choice of post is an objection. Each needs its field.',
  ),
  formToken: z.string().min(1).max(2_048),
});
export type FormSubmission = z.infer<typeof FormSubmission>;

/** The same answer for known, unknown, pending and withdrawn addresses. */
export const FormReceipt = z.strictObject({ received: z.literal(true), message: z.string() });
export type FormReceipt = z.infer<typeof FormReceipt>;
