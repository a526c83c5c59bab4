import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { FormField } from '../events/form.ts';
import type { Problem } from '../events/problem.ts';
import type { Catalogue, Form } from './domain/catalogue.ts';
import type { KeyRing } from './domain/key-ring.ts';
import { FormToken, readToken } from './domain/token.ts';
import { formBody } from './http/request.ts';
import { type AgainForm, formAgainPage } from './pages/form-pages.ts';
import { voiceFor } from './pages/language.ts';
import type { FormState } from './pages/signup-form.ts';
import type { Words } from './pages/words/words.ts';
import { serveForm, shownForm } from './serve-form.ts';

type Serving = {
  catalogue: Catalogue;
  keys: () => Promise<KeyRing>;
  environment: string;
  now: Date;
};

/**
 * The form once more, on a page of ours: what is wrong said at its field, what was typed kept (FRM-2). A tick is
 * kept only under the very wording that it was made under, as the token proves; under any other it is no yes.
 * Undefined where the keys are out of reach: without them no form can be served.
 */
export async function formAgain(
  { keys, now, ...given }: Serving,
  { form, event, problem }: { form: Form; event: APIGatewayProxyEventV2; problem: Problem },
): Promise<string | undefined> {
  const ring = await keys().catch(() => undefined);
  if (!ring) return undefined;
  const serving = { ...given, ring };
  const { catalogue, environment } = given;
  const voice = voiceFor(catalogue, event);
  const sent = formBody(event);
  const sentToken = first(sent.formToken) ?? '';
  const token = readToken(ring, environment, FormToken, sentToken);
  const proven = token?.formId === form.id ? token : null;
  const { locale } = voice.words;
  const isStillGood =
    proven !== null &&
    !problem.type.endsWith(':form_token_invalid') &&
    new Date(proven.expiresAt) > now &&
    proven.renderedHash === shownForm(catalogue, form, locale).renderedHash;
  const fresh = serveForm(serving, { form, locale, now });
  const served = isStillGood ? { ...fresh, formToken: sentToken } : fresh;
  const state: FormState = {
    typed: {
      ...textOf('email', sent.email),
      ...textOf('phone', sent.phone),
      ...textOf('age', sent.age),
    },
    address: [sent.address ?? []].flat(),
    ticked: new Set(
      served.choices
        .filter(({ id, wording }) => proven?.wordings[id] === wording.id)
        .filter(({ id }) => [sent.consents ?? []].flat().includes(id))
        .map(({ id }) => id),
    ),
  };
  return formAgainPage(voice, { served, state, ...faultsOf(problem, voice.words.form.faults) });
}

type Faults = Pick<AgainForm, 'faults' | 'others'>;
type Said = Words['form']['faults'];

/** What is wrong with the fields that a person sees, and what else is. */
function faultsOf({ errors = [], detail }: Problem, said: Said): Faults {
  // A fault of the schema is meant for programs: a person is told how to write that field.
  const known: unknown[] = [...Object.values(said), ...Object.values(said.missing)];
  const faults: Partial<Record<Asked, string>> = {};
  const others: string[] = [];
  for (const { pointer, detail: why } of errors) {
    const name = decodeURIComponent(pointer.replace(/^#\//, ''));
    const field = Asked.safeParse(name).data;
    if (field) faults[field] ??= known.includes(why) ? why : said[field];
    else if (name !== 'formToken') others.push(`${why} (${name})`);
  }
  const isOfFields = Object.keys(faults).length + others.length > 0;
  return { faults, others: isOfFields ? others : [detail] };
}

const Asked = z.enum(['age', ...FormField.options]);
type Asked = z.infer<typeof Asked>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

const textOf = (name: 'email' | 'phone' | 'age', value: string | string[] | undefined) => {
  const text = first(value);
  return text === undefined ? {} : { [name]: text };
};
