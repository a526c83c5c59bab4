import * as z from 'zod';
import { Channel, Purpose, Scope } from '../../events/scope.ts';

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

const ChannelPolicy = z.strictObject({
  channel: Channel,
  doubleOptIn: z.boolean().default(true),
  sender: EmailSender,
});

const PurposePolicy = z.strictObject({
  id: Purpose,
  name: z.string().min(1).max(64),
  validityMonths: z.int().min(1).max(60).default(24),
  channels: z.array(ChannelPolicy).min(1),
});

const Notice = z.strictObject({ id: Id, text: Localised });
const Wording = z.strictObject({ id: Id, scope: Scope, text: Localised });

const Form = z.strictObject({
  id: Id,
  notice: Id,
  wordings: z.array(Id).min(1).max(16),
  /** Pages on these origins may post the form. */
  origins: z.array(Origin),
  /** Also accept pages on http://localhost, any port: for development. */
  localhost: z.boolean().default(false),
});

const CatalogueSchema = z
  .strictObject({
    controller: z.strictObject({
      name: z.string().min(1),
      address: z.string().min(1),
      email: z.email(),
    }),
    regulator: z.strictObject({ name: z.string().min(1), complaintsUrl: z.url() }),
    defaultLocale: Locale,
    purposes: z.array(PurposePolicy).min(1),
    notices: z.array(Notice).min(1),
    wordings: z.array(Wording).min(1),
    forms: z.array(Form).min(1),
  })
  .superRefine((catalogue, context) => {
    for (const problem of brokenReferences(catalogue)) {
      context.addIssue({ code: 'custom', message: problem });
    }
  });

/** The adopter's choices, complete and consistent. */
export type Catalogue = z.infer<typeof CatalogueSchema>;
export type PurposePolicy = z.infer<typeof PurposePolicy>;
export type ChannelPolicy = z.infer<typeof ChannelPolicy>;
export type Form = z.infer<typeof Form>;

/** Throws, naming every fault, so that a broken catalogue stops the build and never a person. */
export function parseCatalogue(input: z.input<typeof CatalogueSchema>): Catalogue {
  return CatalogueSchema.parse(input);
}

function brokenReferences(catalogue: Catalogue): string[] {
  const problems: string[] = [];
  for (const kind of ['purposes', 'notices', 'wordings', 'forms'] as const) {
    const ids = catalogue[kind].map(({ id }) => id);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    problems.push(...repeated.map((id) => `${kind}: ${id} appears twice`));
  }
  for (const wording of catalogue.wordings) {
    if (!findPolicy(catalogue, wording.scope)) {
      problems.push(`wording ${wording.id}: no purpose offers ${wording.scope}`);
    }
  }
  for (const form of catalogue.forms) {
    const notice = catalogue.notices.find(({ id }) => id === form.notice);
    if (!notice) problems.push(`form ${form.id}: unknown notice ${form.notice}`);
    for (const id of form.wordings) {
      const wording = catalogue.wordings.find((candidate) => candidate.id === id);
      if (!wording) problems.push(`form ${form.id}: unknown wording ${id}`);
      else if (!wording.text[catalogue.defaultLocale]) {
        problems.push(`wording ${id}: has no text in ${catalogue.defaultLocale}`);
      }
    }
    if (notice && !notice.text[catalogue.defaultLocale]) {
      problems.push(`notice ${notice.id}: has no text in ${catalogue.defaultLocale}`);
    }
  }
  return problems;
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
