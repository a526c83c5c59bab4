import { randomUUID } from 'node:crypto';
import type { FormDefinition } from '../../events/form.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { renderForm } from '../../shared/domain/form.ts';
import { FormToken, mintToken } from '../../shared/domain/token.ts';
import { GetFormEnv, loadEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { linkKeys } from '../../shared/secrets.ts';

const env = loadEnv(GetFormEnv);
const keys = linkKeys(env);

/** Long enough for a tab left open over a week-end; after it the page asks for a fresh form. */
const FORM_VALIDITY_MS = 7 * 24 * 60 * 60 * 1_000;

/** GET /v1/forms/{formId}?locale=en-GB */
export const handler = door(async (event) => {
  const form = catalogue.forms.find(({ id }) => id === event.pathParameters?.formId);
  if (!form) throw new ConsentError('not_found', 'There is no form of this name.');
  const locale = event.queryStringParameters?.locale ?? catalogue.defaultLocale;
  const { shown, renderedHash } = renderForm(catalogue, form, locale);
  const expiresAt = new Date(Date.now() + FORM_VALIDITY_MS).toISOString();
  const formToken = mintToken(await keys(), env.ENVIRONMENT, FormToken, {
    kind: 'f',
    formId: form.id,
    noticeId: shown.notice.id,
    wordings: Object.fromEntries(shown.choices.map(({ id, wording }) => [id, wording.id])),
    locale: shown.locale,
    renderedHash,
    nonce: randomUUID(),
    expiresAt,
  });
  const definition: FormDefinition = { ...shown, formToken, expiresAt };
  return jsonAnswer(200, definition);
});
