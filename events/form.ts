import * as z from 'zod';
import { Channel, Purpose, Scope } from './scope.ts';
import { RawAddress } from './verdict.ts';

/** What a form may ask of a person; `address` is a postal address in lines, the postcode last. */
export const FormField = z.enum(['email', 'phone', 'address']);
export type FormField = z.infer<typeof FormField>;

/** What a notice has to say when details are collected (GDPR Art 13(1) and (2)). */
export const NoticeItem = z.enum([
  'controller',
  'officer',
  'purposes',
  'basis',
  'recipients',
  'transfers',
  'retention',
  'rights',
  'withdrawal',
  'complaint',
  'required',
  'decisions',
]);
export type NoticeItem = z.infer<typeof NoticeItem>;

/** Whether somebody is old enough to say yes for themselves (DPA 2018 s.9): never a date of birth. */
export const AgeBand = z.enum(['13-or-over', 'under-13']);

/** The words around the choices, in the form's language. */
export const FormLabels = z.strictObject({
  age: z.string(),
  ageHint: z.string(),
  ages: z.record(AgeBand, z.string()),
  email: z.string(),
  emailHint: z.string(),
  phone: z.string(),
  phoneHint: z.string(),
  address: z.string(),
  addressHint: z.string(),
  addressLine1: z.string(),
  addressLine2: z.string(),
  town: z.string(),
  county: z.string(),
  postcode: z.string(),
  /** Above what may be asked for, and above what may be said no to. */
  choices: z.string(),
  choicesHint: z.string(),
  objections: z.string(),
  objectionsHint: z.string(),
  notice: z.string(),
  submit: z.string(),
  /** Above what is wrong with a form that was sent. */
  problem: z.string(),
  /** In the title of a page with something wrong on it, before its own. */
  error: z.string(),
});
export type FormLabels = z.infer<typeof FormLabels>;

/** GET /v1/forms/{formId}: what to show. `formToken` proves later what was served; send it back untouched. */
export const FormDefinition = z.strictObject({
  formId: z.string(),
  locale: z.string(),
  controller: z.string(),
  notice: z.strictObject({
    id: z.string(),
    text: z.string(),
    items: z.array(z.strictObject({ item: NoticeItem, heading: z.string(), text: z.string() })),
  }),
  labels: FormLabels,
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

/** One text, or a line from each of several fields; those left empty are no lines. */
const Lines = z.preprocess(
  (value) => (isLines(value) ? value.filter((line) => line.trim() !== '').join('\n') : value),
  Field,
);

const isLines = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= 8 && value.every((line) => typeof line === 'string');

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
  address: Lines.describe('A postal address in lines or between commas, the postcode last.'),
  age: z
    .literal(AgeBand.enum['13-or-over'])
    .optional()
    .describe(
      'Has to be said; asked for with all else that is missing. Of a child nothing is read, not even for faults.',
    ),
  consents: oneOrMany(Scope).describe(
    'The ticked choices, by their ids; a ticked choice of post is an objection. Each needs its field.',
  ),
  // Also one that was left out proves nothing, and that is told as such.
  formToken: z.string().max(2_048).default(''),
});
export type FormSubmission = z.infer<typeof FormSubmission>;

/**
 * The same answer for known, unknown, pending and withdrawn addresses. `received` is false where a child has
 * answered: then nothing was kept.
 */
export const FormReceipt = z.strictObject({
  received: z.boolean(),
  message: z.string(),
  mayBeMistyped: z
    .literal(true)
    .optional()
    .describe(
      'The address looks mistyped, as the message says: keep the form in view, with a fresh token.',
    ),
});
export type FormReceipt = z.infer<typeof FormReceipt>;
