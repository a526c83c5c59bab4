import { html } from 'hono/html';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { clockTime } from './clock-time.ts';
import { type Html, layout } from './layout.ts';
import { linkedText } from './linked-text.ts';
import { isUnder, type OneClickResult, postOneClick } from './one-click.ts';
import { type ReadMail, readMail } from './read-mail.ts';
import { trouble } from './trouble-page.ts';

/** The headers by which mailbox providers and their users recognise a list, with what each is for. */
const LIST_HEADERS: ReadonlyMap<string, string> = new Map([
  ['list-unsubscribe', 'where to unsubscribe'],
  ['list-unsubscribe-post', 'one POST there is enough'],
  ['list-id', 'which list this is'],
]);

/** Links open beside the console, and bare markup gets legible type; the message's own styles come later and win. */
const FRAME_HEAD =
  '<!doctype html><base target="_blank"><style>body{font:16px/1.6 system-ui,sans-serif;margin:24px}</style>';

/** GET /mailbox/{id} */
export async function mailPage(visit: Visit, context: Context): Promise<Answer> {
  const mail = await findMail(visit, context);
  return mail ? page(context, 200, message(mail, context)) : gone(context);
}

/** GET /mailbox/{id}/html: a stranger's markup, so alone in its frame: no scripts, no forms, nothing fetched. */
export async function mailHtml(visit: Visit, context: Context): Promise<Answer> {
  const mail = await findMail(visit, context);
  if (!mail?.html) return gone(context);
  return {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    },
    body: `${FRAME_HEAD}${mail.html}`,
  };
}

/** POST /mailbox/{id}/unsubscribe: posts the one-click request from here, as a mailbox provider's server does. */
export async function unsubscribe(visit: Visit, context: Context): Promise<Answer> {
  const mail = await findMail(visit, context);
  if (!mail) return gone(context);
  const { oneClick } = mail;
  if (!oneClick) {
    return trouble(
      context,
      409,
      'Nothing to post to',
      'This message offers no one-click unsubscribe.',
    );
  }
  if (!isUnder(oneClick, context.apiUrl)) {
    return trouble(
      context,
      422,
      'Refused',
      `The message names ${oneClick}. This console only posts to ${context.apiUrl}.`,
    );
  }
  const result = await postOneClick(oneClick);
  return page(context, result.answered ? 200 : 502, message(mail, context, result));
}

async function findMail({ groups: { id = '' } }: Visit, { mailbox }: Context) {
  const found = mailbox.list().find((mail) => encodeURIComponent(mail.id) === id);
  return found && readMail(found);
}

function gone(context: Context): Promise<Answer> {
  return trouble(
    context,
    404,
    'There is no such message',
    'The mailbox is kept in memory: it is emptied when the local stack restarts.',
  );
}

function message(mail: ReadMail, context: Context, result?: OneClickResult): Html {
  return layout({
    title: mail.subject,
    current: '/mailbox',
    files: { styles: ['mailbox.css'] },
    body: html`<p class="back"><a href="/mailbox">All mail</a></p>
<article class="mail">
<header>
<h1>${mail.subject}</h1>
<dl class="envelope">
<div><dt>From</dt><dd>${mail.from}</dd></div>
<div><dt>To</dt><dd>${mail.to}</dd></div>
<div><dt>At</dt><dd>${clockTime(mail.at)}</dd></div>
</dl>
</header>
${result ? outcome(result) : ''}
${mail.oneClick ? offer(mail, mail.oneClick, context) : ''}
${content(mail)}
<section aria-labelledby="headers">
<h2 id="headers">Headers</h2>
${listHeaders(mail)}
<pre class="raw" tabindex="0">${mail.rawHeaders}</pre>
</section>
</article>`,
  });
}

function offer(mail: ReadMail, oneClick: string, context: Context): Html {
  if (!isUnder(oneClick, context.apiUrl)) {
    return html`<p class="panel">This message offers one-click unsubscribing at <code>${oneClick}</code>, which is not this
stack’s API, so there is no button.</p>`;
  }
  return html`<form class="panel offer" method="post" action="/mailbox/${encodeURIComponent(mail.id)}/unsubscribe">
<button class="button quiet" type="submit">Unsubscribe</button>
<p>Your mail program shows this button because of two headers below. It sends one request from its own server:
no cookies, no page, no questions.</p>
</form>`;
}

function outcome(result: OneClickResult): Html {
  if (!result.answered) {
    return html`<div class="panel bad" role="status"><p><strong>No answer.</strong> ${result.problem}</p></div>`;
  }
  const verdict =
    result.status === 200
      ? 'Unsubscribed. From this answer on, no message of this list starts any more.'
      : 'This was not accepted, so a mailbox provider would try again or tell its user.';
  return html`<div class="panel ${result.status === 200 ? 'good' : 'bad'}" role="status">
<p><strong>The service answered ${result.status}.</strong> ${verdict}</p>
<details><summary>Request and answer</summary><pre class="raw" tabindex="0">POST ${result.url}
Content-Type: application/x-www-form-urlencoded

List-Unsubscribe=One-Click

${result.status}
${result.body}</pre></details></div>`;
}

function content(mail: ReadMail): Html {
  const text = mail.text ? html`<pre class="mail-text">${linkedText(mail.text)}</pre>` : '';
  if (!mail.html) return html`${text || html`<p class="empty">This message has no text.</p>`}`;
  const frame = html`<iframe class="mail-html" title="The message as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/mailbox/${encodeURIComponent(mail.id)}/html"></iframe>`;
  return html`${frame}${text && html`<details><summary>The same as plain text</summary>${text}</details>`}`;
}

function listHeaders(mail: ReadMail): Html {
  const shown = mail.headers.filter(([name]) => LIST_HEADERS.get(name.toLowerCase()));
  if (shown.length === 0) return html``;
  return html`<dl class="list-headers">${shown.map(
    ([name, value]) =>
      html`<div><dt>${name}<span>${LIST_HEADERS.get(name.toLowerCase())}</span></dt><dd>${value}</dd></div>`,
  )}</dl>`;
}
