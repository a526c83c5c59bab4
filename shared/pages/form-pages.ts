import { html } from 'hono/html';
import { type FormDefinition, FormField } from '../../events/form.ts';
import type { Problem } from '../../events/problem.ts';
import { layout, type Markup, problemBox, resultPanel, type Voice } from './layout.ts';
import { controlId, type FormState, signupForm } from './signup-form.ts';

/** `doubt`: what may have been mistyped; it was let through all the same. */
export function formReceivedPage(voice: Voice, message: string, doubt?: string): string {
  const { form } = voice.words;
  return layout(
    voice,
    form.thanks,
    html`${resultPanel('done', form.thanks, message)}
${
  doubt === undefined
    ? ''
    : html`<p>${doubt}</p>
`
}<p>${form.changeYourMind}</p>`,
    { isResult: true },
  );
}

/** Says nothing of who it was, and asks for nothing (GDP-5). */
export function underAgePage(voice: Voice): string {
  const { form } = voice.words;
  return layout(
    voice,
    form.underAgeHeading,
    resultPanel('told', form.underAgeHeading, form.underAge),
    { isResult: true },
  );
}

export type AgainForm = {
  served: FormDefinition;
  state: FormState;
  faults: NonNullable<FormState['faults']>;
  /** What is wrong with no field that a person could change. */
  others: readonly string[];
};

/** FRM-2: what is wrong, first of all and at each field, and everything that was typed. */
export function formAgainPage(voice: Voice, { served, state, faults, others }: AgainForm): string {
  const { form, frame } = voice.words;
  return layout(
    voice,
    frame.error(form.title),
    html`${errorSummary(frame.problem, served.formId, faults, others)}
<h1>${form.title}</h1>
${signupForm(served, { apiUrl: '' }, { ...state, faults })}`,
    { isResult: true },
  );
}

/** In the order of the form, whichever was found first. */
const FIELD_ORDER = ['age', ...FormField.options] as const;

/** Takes the focus without script, so that a screen reader begins with it. */
function errorSummary(
  heading: string,
  formId: string,
  faults: AgainForm['faults'],
  others: readonly string[],
): Markup {
  return html`<div class="problem" role="alert" tabindex="-1" autofocus>
<h2>${heading}</h2>
<ul>${FIELD_ORDER.map((field) =>
    faults[field] === undefined
      ? ''
      : html`<li><a href="#${controlId(formId, field)}">${faults[field]}</a></li>`,
  )}${others.map((text) => html`<li>${text}</li>`)}</ul>
</div>`;
}

/** A form that could not be taken and cannot be shown again: what is wrong, and the way back to it. */
export function formProblemPage(voice: Voice, problem: Problem): string {
  const { form, frame } = voice.words;
  const details = (problem.errors ?? []).map(
    ({ detail, pointer }) => `${detail} (${fieldAt(pointer)})`,
  );
  return layout(
    voice,
    frame.error(problem.title),
    html`${problemBox(frame.problem, problem.detail, ...details)}
<p>${form.goBack}</p>`,
    { isResult: true },
  );
}

/** The field's name, as the page that was sent calls it. */
const fieldAt = (pointer: string) => decodeURIComponent(pointer.replace(/^#\//, ''));
