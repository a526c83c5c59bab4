import { html } from 'hono/html';
import type { FormReceipt } from '../../events/form.ts';
import type { Problem } from '../../events/problem.ts';
import type { Catalogue } from '../domain/catalogue.ts';
import { layout } from './layout.ts';

export function formReceivedPage(catalogue: Catalogue, receipt: FormReceipt): string {
  return layout(
    catalogue,
    'Thank you',
    html`<h1 role="status">Thank you</h1>
<p>${receipt.message}</p>
<p>You can change your mind at any time: every email that you get has a link to leave.</p>`,
  );
}

/** A form that could not be taken: what is wrong, and the way back to it. */
export function formProblemPage(catalogue: Catalogue, problem: Problem): string {
  return layout(
    catalogue,
    `Error: ${problem.title}`,
    html`<div class="problem" role="alert">
<h1>There is a problem</h1>
<p>${problem.detail}</p>
${(problem.errors ?? []).map(({ detail, pointer }) => html`<p>${detail} (${fieldAt(pointer)})</p>`)}
</div>
<p>Go back to the form and load it again to put it right.</p>`,
  );
}

/** The field's name, as the page that was sent calls it. */
const fieldAt = (pointer: string) => decodeURIComponent(pointer.replace(/^#\//, ''));
