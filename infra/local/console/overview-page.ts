import { html } from 'hono/html';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { type Html, layout } from './layout.ts';

/** GET /: what this is, and where to go. */
export function overviewPage(_visit: Visit, context: Context): Promise<Answer> {
  const mails = context.mailbox.list().length;
  return page(
    context,
    200,
    layout({
      title: 'Overview',
      current: '/',
      files: { styles: ['overview.css'] },
      body: html`<div class="hero">
<div class="lead">
<p class="eyebrow">Your own copy, on this machine</p>
<h1>Nobody hears from you without prior consent.</h1>
<p class="intro">Prior Consent is a self-hosted service that records who agreed to your marketing, to what,
and in which words. Every marketing message has to pass its gate, so a withdrawal stops the message instead of
merely being noted. Each decision goes into a ledger that cannot be altered unseen, so you can prove it afterwards.</p>
</div>
<figure class="promise">
<blockquote><p>We will not contact you for marketing by email, phone or text message unless you have given your
prior consent. We will not contact you by post if you have said that you do not wish it. You can change your mind
at any time.</p></blockquote>
<figcaption>The promise that this service keeps</figcaption>
</figure>
</div>
<h2>Look around</h2>
<ul class="cards">
${card('/shop', 'The demo company’s site', 'Be a visitor, in English or Welsh: a garden shop with its newsletter and its choices page, each one plain form.', 'Visit Larkfield')}
${card('/mailbox', 'Mailbox', 'Be the recipient: every email the service sends ends here. Unsubscribe as your mail program would.', mailCount(mails))}
${card('/live', 'Live view', 'Watch one decision travel from the form to the ledger, the queues and the sender.', 'Watch it')}
<li class="card wide">
<h3>API</h3>
<p>Be the sender: ask before you send, or let the service send and hold back what is no longer allowed.
It answers at <code class="address">${context.apiUrl}</code>.</p>
${apiLines(context.apiUrl)}
</li>
</ul>
<section class="demo" aria-labelledby="demo">
<h2 id="demo">See the whole story told</h2>
<p>In a second terminal, in the project’s folder:</p>
<pre><code>npm run demo</code></pre>
<p>A fresh person signs up, gets a newsletter, unsubscribes, and the next one is refused. Each step shows its
request as a <code>curl</code> line that you can repeat, the answer, and whether it was as told. Keep the
<a href="/live">live view</a> open beside it.</p>
</section>`,
    }),
  );
}

function card(href: string, name: string, text: string, action: string): Html {
  return html`<li class="card"><h3><a href="${href}">${name}</a></h3><p>${text}</p>
<p class="go" aria-hidden="true">${action}</p></li>`;
}

function mailCount(mails: number): string {
  if (mails === 0) return 'Empty so far';
  return mails === 1 ? '1 message' : `${mails} messages`;
}

function apiLines(apiUrl: string): Html {
  return html`<pre tabindex="0"><code><span class="why"># a key for a sender: may ask, send and read the suppression list</span>
npm run consent -- keys create --local --client demo --scopes check,send,suppressions

<span class="why"># what a signup form shows, and the token that proves it</span>
curl ${apiUrl}/v1/forms/newsletter

<span class="why"># may we write to this person?</span>
curl ${apiUrl}/v1/checks \\
  -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
  -d '{"items":[{"channel":"email","purpose":"newsletter","address":"you@example.com"}]}'</code></pre>`;
}
