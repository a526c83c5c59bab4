import { html } from 'hono/html';
import type { FormDefinition, FormField, FormLabels } from '../../events/form.ts';
import type { Markup } from './layout.ts';

/** A form before its token: a page that is copied once has none. */
export type ShownForm = Omit<FormDefinition, 'formToken' | 'expiresAt'> & { formToken?: string };

/** What is shown again to somebody whose form could not be taken: what was typed, and what is wrong. */
export type FormState = {
  faults?: Readonly<Partial<Record<FormField | 'age', string>>>;
  typed?: Readonly<Partial<Record<'email' | 'phone' | 'age', string>>>;
  /** Line by line. */
  address?: readonly string[];
  ticked?: ReadonlySet<string>;
};

/** `apiUrl`: where the service answers; '' on a page of its own. */
type Place = { apiUrl: string };

/**
 * One plain form that needs neither script nor style. Nothing in it is ticked but what the person had ticked
 * themselves before (FRM-1), and each channel and purpose is a choice of its own (ICO-2).
 */
export function signupForm(form: ShownForm, { apiUrl }: Place, state: FormState = {}): Markup {
  const { formId, locale, labels, notice, choices, formToken = '' } = form;
  const action = `${apiUrl}/v1/forms/${formId}/consents?lang=${locale}`;
  const asked = choices.filter(({ channel }) => channel !== 'post');
  const objections = choices.filter(({ channel }) => channel === 'post');
  const boxes = { form, state };
  return html`<form class="consent-form" id="${formId}" method="post" action="${action}" lang="${locale}" data-consent-form="${formId}" data-problem="${labels.problem}" data-error="${labels.error}" novalidate>
${ageField(form, state)}
${asked.length > 0 ? choiceGroup(labels.choices, labels.choicesHint, asked, boxes) : ''}
${form.fields.includes('email') ? emailField(form, state) : ''}
${form.fields.includes('phone') ? phoneField(form, state) : ''}
${objections.length > 0 ? choiceGroup(labels.objections, labels.objectionsHint, objections, boxes) : ''}
${form.fields.includes('address') ? addressField(form, state) : ''}
<p class="notice" data-consent-text="notice">${notice.text}</p>
<details><summary>${labels.notice}</summary>
<dl>${notice.items.map(
    ({ item, heading, text }) => html`
<dt>${heading}</dt><dd data-consent-text="${item}">${text}</dd>`,
  )}</dl>
</details>
<input type="hidden" name="formToken" value="${formToken}">
<button type="submit">${labels.submit}</button>
</form>`;
}

/** The id of a field's first control, for labels and for the list of what is wrong. */
export const controlId = (formId: string, field: FormField | 'age'): string =>
  ({
    age: `${formId}-age-1`,
    address: `${formId}-address-1`,
    email: `${formId}-email`,
    phone: `${formId}-phone`,
  })[field];

/** Apart from every choice: a yes to it is no consent to anything (GDP-5). */
function ageField({ formId, labels }: ShownForm, { faults, typed }: FormState): Markup {
  const id = `${formId}-age`;
  return html`<fieldset aria-describedby="${describedBy(id, faults?.age)}">
<legend>${labels.age}</legend>
<p class="hint" id="${id}-hint">${labels.ageHint}</p>${errorAt(id, faults?.age)}${Object.entries(
    labels.ages,
  ).map(
    ([band, text], index) =>
      html`
<label class="pick"><input type="radio" name="age" id="${id}-${index + 1}" value="${band}"${typed?.age === band ? html` checked` : ''}> <span>${text}</span></label>`,
  )}
</fieldset>`;
}

type Choices = FormDefinition['choices'];

function choiceGroup(
  legend: string,
  hint: string,
  choices: Choices,
  { form, state }: { form: ShownForm; state: FormState },
): Markup {
  return html`<fieldset>
<legend>${legend}</legend>
<p class="hint">${hint}</p>${choices.map(
    ({ id, wording }) =>
      html`
<label class="pick"><input type="checkbox" name="consents" id="${form.formId}-${id}" value="${id}"${state.ticked?.has(id) ? html` checked` : ''}> <span data-consent-text="${wording.id}">${wording.text}</span></label>`,
  )}
</fieldset>`;
}

/** FRM-3: room for any address, no correction of its spelling. */
function emailField(form: ShownForm, { faults, typed }: FormState): Markup {
  const id = controlId(form.formId, 'email');
  return field(
    form.labels,
    { id, name: 'email', fault: faults?.email },
    html`<input id="${id}" name="email" type="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254" value="${typed?.email ?? ''}" ${described(id, faults?.email)}>`,
  );
}

/** FRM-4: any format. */
function phoneField(form: ShownForm, { faults, typed }: FormState): Markup {
  const id = controlId(form.formId, 'phone');
  return field(
    form.labels,
    { id, name: 'phone', fault: faults?.phone },
    html`<input id="${id}" name="phone" type="tel" autocomplete="tel" maxlength="40" value="${typed?.phone ?? ''}" ${described(id, faults?.phone)}>`,
  );
}

function field(
  labels: FormLabels,
  { id, name, fault }: { id: string; name: 'email' | 'phone'; fault: string | undefined },
  input: Markup,
): Markup {
  return html`<div class="field"><label for="${id}">${labels[name]}</label>
<p class="hint" id="${id}-hint">${labels[`${name}Hint`]}</p>${errorAt(id, fault)}
${input}</div>`;
}

const ADDRESS_LINES = [
  ['addressLine1', 'address-line1'],
  ['addressLine2', 'address-line2'],
  ['town', 'address-level2'],
  ['county', 'address-level1'],
  ['postcode', 'postal-code'],
] as const;

/** FRM-5: several lines, the county optional. All are called `address`: the service joins them. */
function addressField({ formId, labels }: ShownForm, { faults, address = [] }: FormState): Markup {
  const id = `${formId}-address`;
  return html`<fieldset aria-describedby="${describedBy(id, faults?.address)}">
<legend>${labels.address}</legend>
<p class="hint" id="${id}-hint">${labels.addressHint}</p>${errorAt(id, faults?.address)}
${ADDRESS_LINES.map(
  ([label, autocomplete], index) =>
    html`<div class="field"><label for="${id}-${index + 1}">${labels[label]}</label>
<input id="${id}-${index + 1}" name="address" autocomplete="${autocomplete}" maxlength="100" value="${address[index] ?? ''}"${faults?.address && index === 0 ? html` aria-invalid="true"` : ''}></div>`,
)}
</fieldset>`;
}

const errorAt = (id: string, fault: string | undefined) =>
  fault === undefined
    ? ''
    : html`
<p class="error" id="${id}-error">${fault}</p>`;

const describedBy = (id: string, fault: string | undefined) =>
  fault === undefined ? `${id}-hint` : `${id}-hint ${id}-error`;

const described = (id: string, fault: string | undefined) =>
  html`aria-describedby="${describedBy(id, fault)}"${fault === undefined ? '' : html` aria-invalid="true"`}`;
