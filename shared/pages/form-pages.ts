import { html } from 'hono/html';
import { type FormDefinition, FormField } from '../../events/form.ts';
import type { Problem } from '../../events/problem.ts';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';
import { controlId, type FormState, signupForm } from './signup-form.ts';
import type { Words } from './words/words.ts';

/** A form as it was filled in. */
export type FilledForm = { served: FormDefinition; state: FormState };

/** What may have been mistyped, and was let through all the same: how to put it right. */
export type Slip = { doubt: string; again: FilledForm };

export function formReceivedPage(voice: Voice, message: string, slip?: Slip): string {
  const { form } = voice.words;
  return layout(
    voice,
    form.thanks,
    html`${resultPanel('done', form.thanks, message)}
<p>${form.changeYourMind}</p>${
      slip === undefined
        ? ''
        : html`
<section><p>${slip.doubt}</p>
${signupForm(slip.again.served, { apiUrl: '' }, slip.again.state)}</section>`
    }`,
    { isResult: true },
  );
}

/** An answer all the same: nothing was asked for, and nothing is on record. */
export function nothingChosenPage(voice: Voice): string {
  const { form } = voice.words;
  const panel = resultPanel('told', form.thanks, form.nothingChosen);
  return layout(voice, form.thanks, panel, { isResult: true });
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

export type AgainForm = FilledForm & {
  faults: NonNullable<FormState['faults']>;
  /** What is wrong with no field that a person could change. */
  others: readonly string[];
  /** Nothing is wrong but what the page came with: why it is to be sent once more. */
  news?: string | undefined;
};

/** FRM-2: what is wrong, first of all and at each field, and everything that was typed. */
export function formAgainPage(voice: Voice, again: AgainForm): string {
  const { form, frame } = voice.words;
  const { served, state, faults, others, news } = again;
  if (news !== undefined) {
    return layout(
      voice,
      form.onceMore,
      html`${resultPanel('told', form.onceMore, news)}
${signupForm(served, { apiUrl: '' }, state)}`,
      { isResult: true },
    );
  }
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

/** A form that could not be taken and cannot be shown again: why, and the way forward. */
export function formProblemPage(voice: Voice, problem: Problem): string {
  const { form, frame } = voice.words;
  const refusal = refusalOf(voice, problem);
  return layout(
    voice,
    frame.error(form.refusedTitle),
    html`${problemBox(frame.problem, refusal ?? saidOf(form, problem) ?? form.failed)}${
      refusal === undefined || problem.status === 413
        ? html`
<p>${form.goBack}</p>`
        : ''
    }`,
    { isResult: true },
  );
}

/** Where sending it again would change nothing, there is somebody to write to. */
function refusalOf({ catalogue, words }: Voice, { status }: Problem): string | Markup | undefined {
  const { refused } = words.form;
  const email = mailTo(catalogue.controller.email);
  switch (status) {
    case 403:
      return refused.origin(email);
    case 404:
      return refused.noSuchForm(email);
    case 413:
      return refused.tooLarge;
    case 400:
    case 415:
      return refused.unreadable(email);
    default:
      return undefined;
  }
}

/** What a problem says, if it says it in the words of pages: other details are meant for programs. */
export function saidOf(form: Words['form'], { detail }: Problem): string | undefined {
  const ours: unknown[] = Object.values(form);
  return ours.includes(detail) ? detail : undefined;
}
