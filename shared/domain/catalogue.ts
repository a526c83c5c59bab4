import * as z from 'zod';
import { NoticeItem } from '../../events/form.ts';
import { Purpose, Scope } from '../../events/scope.ts';
import type { Rules } from './permission.ts';

const Id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/);
const Text = z.string().min(1).max(2_000);
const Locale = z.string().regex(/^[a-z]{2}-[A-Z]{2}$/);
const Localised = z.record(Locale, Text);

/** An origin as browsers send it: scheme and host, nothing after. */
const Origin = z.string().regex(/^https:\/\/[a-z0-9.-]+(:[0-9]+)?$/);

/** RFC 2919: a label in a domain that the controller owns. It never changes once mail has carried it. */
const ListId = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/)
  .max(255);

const EmailSender = z.strictObject({
  name: z.string().min(1).max(64),
  address: z.email(),
  listId: ListId,
});

const TextSender = z.strictObject({
  /** Who writes: every text begins with it (SMS-14). */
  name: z.string().min(1).max(32),
  /** The number or sender id that texts come from. */
  originationIdentity: z.string().min(1).max(64),
});

/** Calls and letters have no confirmation of their own: whoever answers the phone is asked by staff. */
const ChannelPolicy = z.discriminatedUnion('channel', [
  z.strictObject({
    channel: z.literal('email'),
    doubleOptIn: z.boolean().default(true),
    sender: EmailSender,
  }),
  z.strictObject({
    channel: z.literal('sms'),
    doubleOptIn: z.boolean().default(true),
    sender: TextSender,
  }),
  z.strictObject({ channel: z.literal('phone'), doubleOptIn: z.literal(false).default(false) }),
  z.strictObject({ channel: z.literal('post'), doubleOptIn: z.literal(false).default(false) }),
]);

/** The locales in which a text was written by a machine and has been read by nobody yet. */
const Unreviewed = z.array(Locale).default([]);

const PurposePolicy = z.strictObject({
  id: Purpose,
  name: z.record(Locale, z.string().min(1).max(64)),
  unreviewed: Unreviewed,
  validityMonths: z.int().min(1).max(60).default(24),
  channels: z.array(ChannelPolicy).min(1),
});

const Notice = z.strictObject({
  id: Id,
  /** In short, beside the choices. */
  text: Localised,
  /** In full, behind it: all that GDPR Art 13 asks for. */
  items: z.partialRecord(NoticeItem, Localised).default({}),
  unreviewed: Unreviewed,
  /** Set when a notice turns out to be defective: what was granted under it counts no more. */
  invalid: z.boolean().default(false),
});

const Wording = z.strictObject({
  id: Id,
  scope: Scope,
  text: Localised,
  unreviewed: Unreviewed,
  /** Whether it also welcomes calls to a number on the preference registers (PECR reg 21(4)). */
  coversTps: z.boolean().default(false),
});

const Form = z.strictObject({
  id: Id,
  notice: Id,
  wordings: z.array(Id).min(1).max(16),
  /** Pages on these origins may post the form. */
  origins: z.array(Origin),
  /** Also accept pages on http://localhost, any port: for development. */
  localhost: z.boolean().default(false),
});

const Colour = z.string().regex(/^#[0-9a-f]{6}$/, 'write a colour as #rrggbb, in lower case');

/** The company's own face on every page and message: kept readable, and small. */
const Look = z.strictObject({
  /** Of links and buttons, on light and on dark grounds. */
  accent: Colour,
  accentInDark: Colour,
  /** An SVG drawing without script, wider than high, that stands where the name would. */
  logo: z
    .string()
    .max(4_000)
    .regex(/^<svg [\s\S]*<\/svg>$/)
    .refine((svg) => !/<script|\son[a-z]+=|href=/i.test(svg), 'draws, and does nothing else')
    .optional(),
});

/** Who writes what is no marketing: confirmations and links that somebody asked for (MBP-3 wants it apart). */
const ServiceSender = z.strictObject({
  email: z.strictObject({ name: z.string().min(1).max(64), address: z.email() }),
  text: TextSender.optional(),
});

/** The shape alone: `parseCatalogue` says whether it is consistent as well. */
export const CatalogueSchema = z.strictObject({
  controller: z.strictObject({
    name: z.string().min(1),
    address: z.string().min(1),
    email: z.email(),
  }),
  service: ServiceSender,
  /** Where anybody may have a text sent by typing a number in (A17), by their codes of ISO 3166-1. */
  textedCountries: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .min(1)
    .default(['GB']),
  regulator: z.strictObject({ name: z.string().min(1), complaintsUrl: z.url() }),
  /** The languages of its pages and messages; texts that one lacks come in the default. */
  locales: z.array(Locale).min(1),
  defaultLocale: Locale,
  look: Look,
  purposes: z.array(PurposePolicy).min(1),
  notices: z.array(Notice).min(1),
  wordings: z.array(Wording).min(1),
  forms: z.array(Form).min(1),
});

/** The adopter's choices. */
export type Catalogue = z.infer<typeof CatalogueSchema>;
export type PurposePolicy = z.infer<typeof PurposePolicy>;
export type ChannelPolicy = z.infer<typeof ChannelPolicy>;
export type EmailPolicy = Extract<ChannelPolicy, { channel: 'email' }>;
export type TextPolicy = Extract<ChannelPolicy, { channel: 'sms' }>;
export type Form = z.infer<typeof Form>;
export type Notice = z.infer<typeof Notice>;

/** Every text that no person has reviewed, as `wording ID (locale)`: production is not to show them. */
export function unreviewedTexts(catalogue: Catalogue): string[] {
  const { purposes, notices, wordings } = catalogue;
  const marked = (kind: string, entries: readonly { id: string; unreviewed: string[] }[]) =>
    entries.flatMap(({ id, unreviewed }) =>
      unreviewed.map((locale) => `${kind} ${id} (${locale})`),
    );
  return [
    ...marked('purpose', purposes),
    ...marked('notice', notices),
    ...marked('wording', wordings),
  ];
}

/** What the whole deployment's permissions rest on. */
export function rulesOf(catalogue: Catalogue, env: { GATE_STATE: 'open' | 'closed' }): Rules {
  const invalid = catalogue.notices.filter((notice) => notice.invalid).map(({ id }) => id);
  return { isOpen: env.GATE_STATE === 'open', invalidNotices: new Set(invalid) };
}

/** A purpose's name in this language, or in the default one. */
export function nameOf(
  catalogue: Pick<Catalogue, 'defaultLocale'>,
  purpose: PurposePolicy,
  locale = catalogue.defaultLocale,
): string {
  const { name, id } = purpose;
  return (Object.hasOwn(name, locale) ? name[locale] : name[catalogue.defaultLocale]) ?? id;
}

/** How a scope's purpose treats its channel; undefined if the catalogue does not offer it. */
export function findPolicy(
  catalogue: Pick<Catalogue, 'purposes'>,
  scope: Scope,
): { purpose: PurposePolicy; channel: ChannelPolicy } | undefined {
  const [channelName, purposeId] = scope.split('.');
  const purpose = catalogue.purposes.find(({ id }) => id === purposeId);
  const channel = purpose?.channels.find((policy) => policy.channel === channelName);
  return purpose && channel && { purpose, channel };
}
