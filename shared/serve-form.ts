import { randomUUID } from 'node:crypto';
import type { FormDefinition } from '../events/form.ts';
import type { Catalogue, Form } from './domain/catalogue.ts';
import { renderForm } from './domain/form.ts';
import type { KeyRing } from './domain/key-ring.ts';
import { FormToken, mintToken } from './domain/token.ts';
import { wordsIn } from './pages/words/words.ts';

/** Long enough for a tab left open over a week-end; after it the page asks for a fresh form. */
const FORM_VALIDITY_MS = 7 * 24 * 60 * 60 * 1_000;

/** A form's texts in one language, and their hash: what whoever sees it is served. */
export const shownForm = (catalogue: Catalogue, form: Form, locale: string) =>
  renderForm(catalogue, form, locale, (served) => wordsIn(catalogue, served).form);

/** A form as it is served, with a token that proves it and is good for one submission. */
export function serveForm(
  { catalogue, ring, environment }: { catalogue: Catalogue; ring: KeyRing; environment: string },
  { form, locale, now }: { form: Form; locale: string; now: Date },
): FormDefinition {
  const { shown, renderedHash } = shownForm(catalogue, form, locale);
  const expiresAt = new Date(now.getTime() + FORM_VALIDITY_MS).toISOString();
  const formToken = mintToken(ring, environment, FormToken, {
    kind: 'f',
    formId: form.id,
    noticeId: shown.notice.id,
    wordings: Object.fromEntries(shown.choices.map(({ id, wording }) => [id, wording.id])),
    locale: shown.locale,
    renderedHash,
    nonce: randomUUID(),
    expiresAt,
  });
  return { ...shown, formToken, expiresAt };
}
