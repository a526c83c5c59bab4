import * as z from 'zod';
import { Channel, Purpose } from './scope.ts';
import { RawAddress, Reason } from './verdict.ts';

export const MAX_RECIPIENTS = 1_000;

const MAX_PART_CHARACTERS = 100_000;
/** Both stay, with their envelope, under DynamoDB's 400 KB an item. */
const MAX_CONTENT_BYTES = 350_000;
const MAX_SUBSTITUTIONS_BYTES = 20_000;

/** As many as the provider takes at all; how many fit is counted once all is filled in. */
const MAX_TEXT_CHARACTERS = 1_600;

const Part = z.string().min(1).max(MAX_PART_CHARACTERS);

const isAtMost = (maxBytes: number) => (value: unknown) =>
  Buffer.byteLength(JSON.stringify(value)) <= maxBytes;

const noControls = /^[^\p{Cc}\p{Zl}\p{Zp}]*$/u;
const noControlsButNewlines = /^(?:\n|[^\p{Cc}\p{Zl}\p{Zp}])*$/u;

const Locale = z.string().regex(/^[a-z]{2}-[A-Z]{2}$/, 'must be like en-GB');

export const EmailContent = z
  .strictObject({
    subject: z
      .string()
      .min(1)
      .max(200)
      .regex(noControls, 'must be one line without control characters'),
    text: Part,
    html: Part.optional(),
    /** The language that it is written in: the footer follows it. The catalogue's own by default. */
    locale: Locale.optional(),
  })
  .refine(isAtMost(MAX_CONTENT_BYTES), `may have at most ${MAX_CONTENT_BYTES} bytes in all`);
export type EmailContent = z.infer<typeof EmailContent>;

/** The sender's name before it and the way out after it are added to every text. */
export const TextContent = z.strictObject({
  text: z
    .string()
    .min(1)
    .max(MAX_TEXT_CHARACTERS)
    .regex(noControlsButNewlines, 'may have line breaks, but no other control characters'),
});
export type TextContent = z.infer<typeof TextContent>;

export const MessageContent = z.union([EmailContent, TextContent]);
export type MessageContent = z.infer<typeof MessageContent>;

/** Zod's records pass over this name in silence. */
const withoutProto = z.unknown().refine((value) => !Object.hasOwn(Object(value), '__proto__'), {
  message: 'is no name of a substitution',
  path: ['__proto__'],
});

/** `{{name}}` anywhere in the content is replaced by the recipient's substitution of that name. */
export const Substitutions = withoutProto.pipe(
  z
    .record(z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,31}$/), z.string().max(1_000))
    .refine(
      isAtMost(MAX_SUBSTITUTIONS_BYTES),
      `may have at most ${MAX_SUBSTITUTIONS_BYTES} bytes in all`,
    )
    .describe(
      '`{{name}}` anywhere in the content becomes the text of that name, for this recipient.',
    ),
);
export type Substitutions = z.infer<typeof Substitutions>;

const Recipient = z.strictObject({
  to: RawAddress.describe('An email address or, for texts, a phone number, in any spelling.'),
  substitutions: Substitutions.default({}),
});

const toRecipients = {
  purpose: Purpose,
  recipients: z.array(Recipient).min(1).max(MAX_RECIPIENTS),
};

/** POST /v1/messages: one content, at most 1,000 recipients; `to` is an email address or a phone number. */
export const MessageRequest = z.discriminatedUnion('channel', [
  z.strictObject({ channel: z.literal('email'), content: EmailContent, ...toRecipients }),
  z.strictObject({ channel: z.literal('sms'), content: TextContent, ...toRecipients }),
]);
export type MessageRequest = z.infer<typeof MessageRequest>;

export const MessageAccepted = z.strictObject({
  messageId: z.string(),
  recipients: z.int().describe('How many were taken.'),
  statusUrl: z.string().describe('The path where the outcomes are.'),
});
export type MessageAccepted = z.infer<typeof MessageAccepted>;

/** How far one recipient's message has come. */
export const SendState = z
  .enum(['queued', 'claimed', 'sent', 'refused', 'reopened', 'unknown'])
  .describe(
    '`queued` waits for the gate, `claimed` has passed it, `reopened` waits again since the provider did not take it, `sent` is with the provider. `refused` was not sent, and the reason says why; `unknown`: the provider may have it, and it is never sent again.',
  );
export type SendState = z.infer<typeof SendState>;

const Outcome = z.strictObject({
  recipient: z.int().min(0).describe('By its place in the request, from 0.'),
  state: SendState,
  reason: Reason.nullable(),
  updatedAt: z.iso.datetime(),
});
export type Outcome = z.infer<typeof Outcome>;

/** GET /v1/messages/{messageId}: the outcome for each recipient (by its place in the request) and in sum. */
export const MessageStatus = z.strictObject({
  messageId: z.string(),
  channel: Channel,
  purpose: Purpose,
  acceptedAt: z.iso.datetime(),
  totals: z.record(SendState, z.int()),
  recipients: z.array(Outcome),
});
export type MessageStatus = z.infer<typeof MessageStatus>;
