import { html } from 'hono/html';
import { FormDefinition } from '../../../events/form.ts';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { document, type Html } from './layout.ts';
import { trouble } from './trouble-page.ts';

const FORM_ID = 'newsletter';
const FORM_TIMEOUT_MS = 10_000;

/** GET /shop: the demo company's signup page, as an adopter would build it on their own site. */
export async function shopPage(_visit: Visit, context: Context): Promise<Answer> {
  const form = await fetchForm(context.apiUrl);
  if (form instanceof Error) {
    return trouble(
      context,
      502,
      'The form could not be fetched',
      `${form.message}. Is the local stack up? Start it with npm start.`,
    );
  }
  const title = `Newsletter – ${form.controller}`;
  return page(
    context,
    200,
    document({
      locale: form.locale,
      title,
      files: { styles: ['shop.css'] },
      body: shop(form, context.apiUrl),
    }),
  );
}

async function fetchForm(apiUrl: string): Promise<FormDefinition | Error> {
  const url = `${apiUrl}/v1/forms/${FORM_ID}`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FORM_TIMEOUT_MS) });
    if (!response.ok) return new Error(`GET ${url} answered ${response.status}`);
    return FormDefinition.parse(await response.json());
  } catch (cause) {
    return new Error(`GET ${url} had no usable answer`, { cause });
  }
}

function shop(form: FormDefinition, apiUrl: string): Html {
  return html`<aside class="ribbon"><div class="wrap"><p>Demo page: your own signup page could look like this. It is one plain
HTML form. <a href="/">Back to the console</a></p></div></aside>
<main class="shop wrap">
<p class="company">${form.controller}</p>
<h1>News worth opening</h1>
<p class="intro">Leave your address and tick what you would like. Nothing is ticked for you.</p>
<form class="signup" method="post" action="${apiUrl}/v1/forms/${form.formId}/consents">
<div class="field">
<label for="email">Email address</label>
<input id="email" name="email" type="email" autocomplete="email" inputmode="email" spellcheck="false" maxlength="254" required>
</div>
<fieldset>
<legend>What may we send you?</legend>
${form.choices.map(choice)}
</fieldset>
<p class="notice">${form.notice.text}</p>
<input type="hidden" name="formToken" value="${form.formToken}">
<button class="button" type="submit">Sign up</button>
</form>
</main>`;
}

function choice({ id, wording }: FormDefinition['choices'][number]): Html {
  return html`<div class="choice">
<input id="${wording.id}" name="consents" type="checkbox" value="${id}" autocomplete="off">
<label for="${wording.id}">${wording.text}</label>
</div>`;
}
