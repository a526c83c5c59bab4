import type * as z from 'zod';
import { type Catalogue, CatalogueSchema, findPolicy } from './catalogue.ts';
import { copyFaults } from './catalogue-copy.ts';
import { isCountry } from './country.ts';
import { unreadable } from './look.ts';
import { noticeFaults } from './notice.ts';

const Consistent = CatalogueSchema.superRefine((catalogue, context) => {
  for (const fault of faultsOf(catalogue)) {
    context.addIssue({ code: 'custom', message: fault });
  }
});

/** Throws, naming every fault, so that a broken catalogue stops the build and never a person. */
export function parseCatalogue(input: z.input<typeof CatalogueSchema>): Catalogue {
  return Consistent.parse(input);
}

const faultsOf = (catalogue: Catalogue): string[] => [
  ...repeatedNames(catalogue),
  ...localeFaults(catalogue),
  ...serviceFaults(catalogue),
  ...countryFaults(catalogue),
  ...lookFaults(catalogue),
  ...wordingFaults(catalogue),
  ...formFaults(catalogue),
  ...catalogue.notices.flatMap((one) => noticeFaults(one, catalogue)),
  ...copyFaults(catalogue),
];

function repeatedNames(catalogue: Catalogue): string[] {
  return (['purposes', 'notices', 'wordings', 'forms'] as const).flatMap((kind) => {
    const ids = catalogue[kind].map(({ id }) => id);
    const repeated = ids.filter((id, index) => ids.indexOf(id) !== index);
    return repeated.map((id) => `${kind}: ${id} appears twice`);
  });
}

function localeFaults({ defaultLocale, locales, purposes }: Catalogue): string[] {
  const nameless = purposes.filter(({ name }) => !name[defaultLocale]);
  return [
    ...(locales.includes(defaultLocale)
      ? []
      : [`locales: ${defaultLocale}, the default, is not among them`]),
    ...nameless.map(({ id }) => `purpose ${id}: has no name in ${defaultLocale}`),
  ];
}

/** Confirmations and links must be able to go out, and apart from marketing. */
function serviceFaults({ purposes, service }: Catalogue): string[] {
  const policies = purposes.flatMap(({ channels }) => channels);
  const sendsTexts = policies.some(({ channel }) => channel === 'sms');
  const { address } = service.email;
  const isShared = policies.some(
    (policy) => policy.channel === 'email' && policy.sender.address === address,
  );
  return [
    ...(sendsTexts && !service.text
      ? ['service.text: is needed, since a purpose is offered by text message']
      : []),
    ...(isShared
      ? ['service.email.address: marketing comes from it too; use another (MBP-3)']
      : []),
  ];
}

const countryFaults = ({ textedCountries }: Catalogue): string[] =>
  textedCountries
    .filter((code) => !isCountry(code))
    .map((code) => `textedCountries: ${code} is the code of no country (ISO 3166-1)`);

function lookFaults({ look }: Catalogue): string[] {
  const { accent, accentInDark } = look;
  const why = {
    accent: unreadable(accent, 'light'),
    accentInDark: unreadable(accentInDark, 'dark'),
  };
  return Object.entries(why).flatMap(([name, fault]) =>
    fault === undefined ? [] : [`look.${name}: ${fault}`],
  );
}

function wordingFaults(catalogue: Catalogue): string[] {
  return catalogue.wordings.flatMap(({ id, scope, coversTps }) => [
    ...(findPolicy(catalogue, scope) ? [] : [`wording ${id}: no purpose offers ${scope}`]),
    ...(coversTps && !scope.startsWith('phone.')
      ? [`wording ${id}: only consent to phone calls can cover the TPS`]
      : []),
  ]);
}

function formFaults({ defaultLocale, forms, notices, wordings }: Catalogue): string[] {
  return forms.flatMap((form) =>
    [
      ...textFaults('notice', form.notice),
      ...form.wordings.flatMap((id) => textFaults('wording', id)),
    ].map((fault) => `form ${form.id}: ${fault}`),
  );

  function textFaults(kind: 'notice' | 'wording', id: string): string[] {
    const found = (kind === 'notice' ? notices : wordings).find((one) => one.id === id);
    if (!found) return [`unknown ${kind} ${id}`];
    return found.text[defaultLocale] ? [] : [`${kind} ${id}: has no text in ${defaultLocale}`];
  }
}
