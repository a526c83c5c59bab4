import { html } from 'hono/html';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';
import type { Typed } from './typed-contact.ts';

/** Two forms, each with one field and one button: nobody has to choose first. */
export function askPage(voice: Voice): string {
  return layout(voice, voice.words.ask.title, forms(voice));
}

/** FRM-2, FRM-3: what is wrong is said first, leads to the field, stands by it too, and nothing typed is lost. */
export function faultyAskPage(voice: Voice, typed: Typed): string {
  const { ask, frame } = voice.words;
  const fault = html`<a class="lone" href="#${typed.field}">${faultAt(voice, typed)}</a>`;
  return layout(
    voice,
    frame.error(ask.title),
    html`${problemBox(frame.problem, fault)}${forms(voice, typed)}`,
  );
}

/** The same for everybody, whether anything is on record of them or not. */
export function linkOnItsWayPage(voice: Voice, doubt: string | undefined): string {
  const { ask } = voice.words;
  return layout(
    voice,
    ask.sentTitle,
    html`${resultPanel('done', ask.sentHeading)}
${
  doubt === undefined
    ? ''
    : html`<p>${doubt}</p>
`
}<p>${ask.sent(mailTo(voice.catalogue.controller.email))}</p>`,
  );
}

export function notAskedPage(voice: Voice, typed: Typed, isBusy: boolean): string {
  const { ask, frame } = voice.words;
  const [title, why] = isBusy ? [ask.busyTitle, ask.busy] : [ask.failedTitle, ask.failed];
  return layout(
    voice,
    frame.error(title),
    html`${problemBox(frame.problem, why)}${forms(voice, { ...typed, isSound: true })}`,
  );
}

type Filled = Typed & { isSound?: boolean };

function forms(voice: Voice, typed?: Filled): Markup {
  const { ask } = voice.words;
  const texts = voice.catalogue.service.text;
  return html`${typed ? html`<h2>${ask.title}</h2>` : html`<h1>${ask.title}</h1>`}
<p>${ask.explain}</p>
${oneForm(voice, 'email', typed)}
${texts ? html`<section>${oneForm(voice, 'phone', typed)}</section>` : ''}`;
}

/** FRM-3. */
const MAX_TYPED_CHARACTERS = 254;

const INPUTS = {
  email: { type: 'email', autocomplete: 'email' },
  phone: { type: 'tel', autocomplete: 'tel' },
} as const;

/** Not checked by the browser: its words would be in its language, and it knows fewer spellings of a number. */
function oneForm(voice: Voice, field: Typed['field'], typed?: Filled): Markup {
  const { ask } = voice.words;
  const { type, autocomplete } = INPUTS[field];
  const own = typed?.field === field ? typed : undefined;
  const isFaulty = own !== undefined && !own.isSound;
  const [label, hint, button] =
    field === 'email'
      ? [ask.email, ask.emailHint, ask.emailButton]
      : [ask.phone, ask.phoneHint, ask.phoneButton];
  const describedBy = isFaulty ? `${field}-hint ${field}-fault` : `${field}-hint`;
  return html`<form method="post" novalidate>
<p><label for="${field}"><strong>${label}</strong></label><br>
<span class="hint" id="${field}-hint">${hint}</span>
${isFaulty ? html`<br><strong class="error" id="${field}-fault">${faultAt(voice, own)}</strong>` : ''}</p>
<p><input id="${field}" name="${field}" type="${type}" autocomplete="${autocomplete}" spellcheck="false" maxlength="${MAX_TYPED_CHARACTERS}" aria-describedby="${describedBy}"${isFaulty ? html` aria-invalid="true"` : ''} value="${own?.value.slice(0, MAX_TYPED_CHARACTERS) ?? ''}"></p>
<button>${button}</button>
</form>`;
}

const faultAt = ({ words: { ask } }: Voice, { field }: Typed): string =>
  field === 'email' ? ask.emailFault : ask.phoneFault;
