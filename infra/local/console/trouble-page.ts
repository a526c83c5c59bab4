import { html } from 'hono/html';
import { type Answer, type Context, page } from './answer.ts';
import { layout } from './layout.ts';

/** A page for what went wrong: what it was, and the way back. */
export function trouble(
  context: Context,
  status: number,
  title: string,
  detail: string,
): Promise<Answer> {
  return page(
    context,
    status,
    layout({
      title,
      body: html`<div class="lead">
<p class="eyebrow">${status}</p>
<h1>${title}</h1>
<p class="intro">${detail}</p>
<p><a class="button" href="/">To the overview</a></p>
</div>`,
    }),
  );
}
