import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { FormField } from '../events/form.ts';
import type { Problem } from '../events/problem.ts';
import type { Catalogue, Form } from './domain/catalogue.ts';
import type { KeyRing } from './domain/key-ring.ts';
import { FormToken, readToken } from './domain/token.ts';
import { formBody } from './http/request.ts';
import { type AgainForm, type FilledForm, formAgainPage, saidOf } from './pages/form-pages.ts';
import { voiceFor } from './pages/language.ts';
import type { Words } from './pages/words/words.ts';
import { serveForm, shownForm } from './serve-form.ts';

type Serving = {
  catalogue: Catalogue;
  keys: () => Promise<KeyRing>;
  environment: string;
  now: Date;
};

type Sent = { form: Form; event: APIGatewayProxyEventV2 };

/**
 * The form once more, on a page of ours: what is wrong said at its field, what was typed kept (FRM-2).
 * Undefined where the keys are out of reach: without them no form can be served.
 */
export async function formAgain(
  serving: Serving,
  { problem, ...sent }: Sent & { problem: Problem },
): Promise<string | undefined> {
  const isSpent = problem.type.endsWith(':form_token_invalid');
  const filled = await filledForm(serving, sent, isSpent);
  const voice = voiceFor(serving.catalogue, sent.event);
  return filled && formAgainPage(voice, { ...filled, ...faultsOf(problem, voice.words.form) });
}

/**
 * A form as it was filled in. A tick is kept only under the very wording that it was made under, as the token
 * proves; under any other it is no yes. `isSpent`: its token cannot be sent once more. Undefined without keys.
 */
export async function filledForm(
  { keys, now, ...given }: Serving,
  { form, event }: Sent,
  isSpent: boolean,
): Promise<FilledForm | undefined> {
  const ring = await keys().catch(() => undefined);
  if (!ring) return undefined;
  const serving = { ...given, ring };
  const { catalogue, environment } = given;
  const sent = formBody(event);
  const sentToken = first(sent.formToken) ?? '';
  const token = readToken(ring, environment, FormToken, sentToken);
  const proven = token?.formId === form.id ? token : null;
  const { locale } = voiceFor(catalogue, event).words;
  const isStillGood =
    proven !== null &&
    !isSpent &&
    new Date(proven.expiresAt) > now &&
    proven.renderedHash === shownForm(catalogue, form, locale).renderedHash;
  const fresh = serveForm(serving, { form, locale, now });
  const served = isStillGood ? { ...fresh, formToken: sentToken } : fresh;
  const state = {
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
  return { served, state };
}

type Faults = Pick<AgainForm, 'faults' | 'others' | 'news'>;

/** What is wrong with the fields that a person sees, and what else is. */
function faultsOf(problem: Problem, form: Words['form']): Faults {
  const { errors = [] } = problem;
  const said = form.faults;
  // A fault of the schema is meant for programs: a person is told how to write that field.
  const known: unknown[] = [...Object.values(said), ...Object.values(said.missing)];
  const faults: Partial<Record<Asked, string>> = {};
  const others: string[] = [];
  for (const { pointer, detail: why } of errors) {
    const name = decodeURIComponent(pointer.replace(/^#\//, ''));
    const field = Asked.safeParse(name).data;
    if (field) faults[field] ??= known.includes(why) ? why : said[field];
    else if (name !== 'formToken') others.push(form.strange(name));
  }
  if (Object.keys(faults).length + others.length > 0) return { faults, others };
  // Nothing of the token can be put right by a person, nor is any of it their fault.
  return errors.length > 0
    ? { faults, others, news: saidOf(form, problem) ?? form.unproven }
    : { faults, others: [saidOf(form, problem) ?? form.failed] };
}

const Asked = z.enum(['age', ...FormField.options]);
type Asked = z.infer<typeof Asked>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

const textOf = (name: 'email' | 'phone' | 'age', value: string | string[] | undefined) => {
  const text = first(value);
  return text === undefined ? {} : { [name]: text };
};
