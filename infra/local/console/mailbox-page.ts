import { html } from 'hono/html';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { clockTime } from './clock-time.ts';
import { type Html, layout } from './layout.ts';
import { type ReadMail, readMail } from './read-mail.ts';

/** GET /mailbox: every message that the email double has accepted, newest first. */
export async function mailboxPage(_visit: Visit, context: Context): Promise<Answer> {
  const mails = await Promise.all(context.mailbox.list().map(readMail));
  const body = html`<div class="lead">
<h1>Mailbox</h1>
<p class="intro">All email ends here, whoever it was for. Open a message to read it, and to unsubscribe with one
click as a mail program would.</p>
</div>
${mails.length === 0 ? empty() : html`<ul class="mails">${mails.map(row)}</ul>`}`;
  return page(
    context,
    200,
    layout({ title: 'Mailbox', current: '/mailbox', files: { styles: ['mailbox.css'] }, body }),
  );
}

function row(mail: ReadMail): Html {
  return html`<li class="mail-row">
<a href="/mailbox/${encodeURIComponent(mail.id)}">${mail.subject}</a>
<span class="people">To ${mail.to}</span>
<span class="sender">${mail.from}</span>
${clockTime(mail.at)}
</li>`;
}

function empty(): Html {
  return html`<div class="empty">
<p><strong>No mail yet.</strong></p>
<p>Run <code>npm run demo</code> in a second terminal, or queue a message through the API.</p>
</div>`;
}
