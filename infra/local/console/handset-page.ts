import { html } from 'hono/html';
import type { ReceivedText } from '../handset.ts';
import { type Answer, type Context, json, page, type Visit } from './answer.ts';
import { clockTime } from './clock-time.ts';
import { type Html, layout } from './layout.ts';
import { linkedText } from './linked-text.ts';

/** GET /handset: every text that the SMS double has accepted, newest first. */
export function handsetPage(_visit: Visit, context: Context): Promise<Answer> {
  const texts = context.handset.list();
  const body = html`<div class="lead">
<h1>Handset</h1>
<p class="intro">All texts end here, whoever they were for. Each ends with its way out: open the link as the
person would, on a phone that cannot answer.</p>
</div>
${texts.length === 0 ? empty() : html`<ul class="texts">${texts.map(bubble)}</ul>`}`;
  return page(
    context,
    200,
    layout({ title: 'Handset', current: '/handset', files: { styles: ['handset.css'] }, body }),
  );
}

/** GET /handset.json?to=NUMBER: the texts to one number in E.164 form (or all), newest first. */
export function handsetJson({ url }: Visit, { handset }: Context): Answer {
  const to = url.searchParams.get('to');
  return json(
    200,
    handset.list().filter((text) => !to || text.to === to),
  );
}

function bubble({ to, from, body, at, segments }: ReceivedText): Html {
  return html`<li class="text">
<p class="text-body">${linkedText(body)}</p>
<p class="text-meta">To ${to} from ${from}, ${segments === 1 ? '1 part' : `${segments} parts`}, ${clockTime(at)}</p>
</li>`;
}

function empty(): Html {
  return html`<div class="empty">
<p><strong>No texts yet.</strong></p>
<p>Queue one through the API: <code>POST /v1/messages</code> with <code>"channel": "sms"</code>.</p>
</div>`;
}
