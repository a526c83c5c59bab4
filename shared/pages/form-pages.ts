import { html } from 'hono/html';
import type { FormReceipt } from '../../events/form.ts';
import type { Problem } from '../../events/problem.ts';
import { layout, problemBox, resultPanel, type Voice } from './layout.ts';

export function formReceivedPage(voice: Voice, receipt: FormReceipt): string {
  const { form } = voice.words;
  return layout(
    voice,
    form.thanks,
    html`${resultPanel('done', form.thanks, receipt.message)}
<p>${form.changeYourMind}</p>`,
  );
}

/** A form that could not be taken: what is wrong, and the way back to it. */
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
  );
}

/** The field's name, as the page that was sent calls it. */
const fieldAt = (pointer: string) => decodeURIComponent(pointer.replace(/^#\//, ''));
