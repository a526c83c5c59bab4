import { html } from 'hono/html';
import type { Hop } from '../hops.ts';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { clockTime } from './clock-time.ts';
import { hopWords } from './hop-words.ts';
import { type Html, layout } from './layout.ts';
import { type Chapter, contactsSeen, type Step, story } from './story.ts';

const LANES: readonly { place: Hop['place']; name: string; is: string }[] = [
  { place: 'http', name: 'Request', is: 'HTTP API' },
  { place: 'function', name: 'Function', is: 'Lambda' },
  { place: 'ledger', name: 'Ledger', is: 'DynamoDB' },
  { place: 'stream', name: 'Stream', is: 'changes' },
  { place: 'queue', name: 'Queue', is: 'SQS' },
  { place: 'provider', name: 'Mail', is: 'SES' },
];

const SHORT_ID_CHARS = 6;
const MS_PER_SECOND = 1_000;

/** CDK ends its logical ids so, to keep them apart. */
const CDK_SUFFIX = /[0-9A-F]{8}$/;

/** GET /live[?contact=ID]: one contact's way through the service; without an id, the newest contact's. */
export function livePage({ url }: Visit, context: Context): Promise<Answer> {
  return page(
    context,
    200,
    layout({
      title: 'Live view',
      current: '/live',
      files: { styles: ['live.css', 'lanes.css'], script: 'live.js' },
      body: html`<div class="lead">
<h1>Live view</h1>
<p class="intro">One person’s decision on its way from the form to the ledger, and from there to everyone who must know.
A contact is a keyed hash here, so nobody’s
address shows; a step that names nobody is told with the person named nearest to it.</p>
</div>
<p id="link" class="link" role="status"><noscript>Reload to see what is new: following live needs a script.</noscript></p>
<div id="story">${told(url, context)}</div>`,
    }),
  );
}

/** GET /live/story[?contact=ID]: the part of the page that grows. */
export function liveStory({ url }: Visit, context: Context): Promise<Answer> {
  return page(context, 200, told(url, context));
}

function told(url: URL, { hops }: Context): Html {
  const recent = hops.recent();
  const contacts = contactsSeen(recent);
  const asked = url.searchParams.get('contact') || undefined;
  const chapters = story(recent, asked ?? contacts[0]);
  return html`${contacts.length > 0 ? follow(contacts, asked) : ''}
${chapters.length === 0 ? silence(asked) : html`<div class="story">${heads()}${chapters.map(chapter)}</div>`}`;
}

function follow(contacts: readonly string[], asked: string | undefined): Html {
  const newest = html`<li><a href="/live"${asked ? '' : html` aria-current="true"`}>Newest</a></li>`;
  const each = contacts.map(
    (id) =>
      html`<li><a href="/live?contact=${encodeURIComponent(id)}" title="${id}"${id === asked ? html` aria-current="true"` : ''}><code>${id.slice(0, SHORT_ID_CHARS)}…</code></a></li>`,
  );
  return html`<nav class="follow" aria-label="Contact to follow"><span>Follow</span><ul>${newest}${each}</ul></nav>`;
}

function silence(asked: string | undefined): Html {
  return asked
    ? html`<div class="empty"><p><strong>Nothing is known of this contact.</strong></p><p><a href="/live">Follow the newest</a></p></div>`
    : html`<div class="empty"><p><strong>Nothing has happened yet.</strong></p>
<p><a href="/shop">Sign up</a> as a visitor, or run <code>npm run demo</code> in a second terminal, and watch here.</p></div>`;
}

function heads(): Html {
  return html`<div class="heads" aria-hidden="true"><div class="tracks">${LANES.map(
    ({ place, name, is }) =>
      html`<div class="head ${place}"><strong>${name}</strong><span>${is}</span></div>`,
  )}</div></div>`;
}

function chapter({ startedAt, steps }: Chapter, index: number): Html {
  return html`<section class="chapter"><h2>${index === 0 ? 'It starts' : 'Later'} <span>at ${clockTime(new Date(startedAt))}</span></h2>
<ol>${steps.map((step, place) => row(step, steps[place - 1]))}</ol></section>`;
}

function row({ hop, sinceStartMs }: Step, before: Step | undefined): Html {
  const lane = laneOf(hop);
  const from = before ? laneOf(before.hop) : lane;
  const left = Math.min(lane, from) + 1;
  const leap =
    lane === from
      ? ''
      : html`<span class="leap start-${left} end-${Math.max(lane, from) + 1}"></span>`;
  return html`<li class="hop ${hop.place}${hop.ok ? '' : ' bad'}" data-at="${hop.at}">
<span class="since">${elapsed(sinceStartMs)}</span>
<div class="tracks" aria-hidden="true">${LANES.map(() => html`<i></i>`)}${leap}<b class="dot start-${lane + 1}"></b></div>
<div class="said"><p>${hopWords(hop)}</p>
<p class="detail"><span class="badge">${LANES[lane]?.name}</span> <code>${hop.name.replace(CDK_SUFFIX, '')}</code> ${hop.detail}</p></div>
</li>`;
}

function laneOf({ place }: Hop): number {
  return LANES.findIndex((lane) => lane.place === place);
}

function elapsed(ms: number): string {
  return ms < MS_PER_SECOND ? `+${ms} ms` : `+${(ms / MS_PER_SECOND).toFixed(2)} s`;
}
