import { html } from 'hono/html';
import type { Scope } from '../../events/scope.ts';
import { findPolicy, nameOf } from '../domain/catalogue.ts';
import { channelOf } from '../domain/scope.ts';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';
import type { LeaveReason } from './leave-form.ts';

/** What somebody leaves: the one mailing of the link, or everything. */
export type Stopped = { scope: Scope; isEverything: boolean };

/** Names no address: whoever holds the link may be a forwardee (RFC 8058 §6). */
export function unsubscribePage(voice: Voice, scope: Scope): string {
  const { leave } = voice.words;
  const heading = leave.heading(mailingName(voice, scope));
  return layout(
    voice,
    leave.title,
    html`<h1>${heading}</h1>
<p>${leave.explain}</p>
${bothButtons(voice, scope)}
<p class="hint">${leave.everythingHint}</p>`,
  );
}

export function unsubscribedPage(voice: Voice, { scope, isEverything }: Stopped): string {
  const { leave } = voice.words;
  const what = isEverything ? leave.doneEverything : leave.doneOne(mailingName(voice, scope));
  return layout(
    voice,
    leave.doneTitle,
    html`${resultPanel('done', leave.done, what)}
<p>${leave.onItsWay[isText(scope) ? 'sms' : 'email']}</p>
${isEverything ? '' : alsoEverything(voice)}
${mistake(voice, isEverything)}
${survey(voice, isEverything)}`,
  );
}

/** The link told nothing and gave nothing back: it only had another one sent to where it came. */
export function mistakePage(voice: Voice): string {
  const { leave } = voice.words;
  return layout(
    voice,
    leave.mistakeSentTitle,
    html`${resultPanel('done', leave.mistakeSentTitle)}
<p>${leave.mistakeSent(mailTo(voice.catalogue.controller.email))}</p>`,
  );
}

export function reasonCountedPage(voice: Voice): string {
  const { leave } = voice.words;
  return layout(voice, leave.thanks, resultPanel('done', leave.thanks, leave.thanksForReason));
}

/** The store is down: received is not yet in force, and the page must not say more than that. */
export function stopReceivedPage(voice: Voice, { scope, isEverything }: Stopped): string {
  const { leave } = voice.words;
  const heading = isEverything
    ? leave.receivedEverything
    : leave.received(mailingName(voice, scope));
  return layout(
    voice,
    leave.receivedTitle,
    html`${resultPanel('told', heading)}
<p>${leave.notYet}</p>`,
  );
}

/** The same for every token that is not ours: no hint whether anyone is known. */
export function unknownLinkPage(voice: Voice): string {
  const { leave } = voice.words;
  return layout(
    voice,
    leave.unknownTitle,
    html`<h1>${leave.unknownTitle}</h1>
<p>${leave.unknown(mailTo(voice.catalogue.controller.email))}</p>`,
  );
}

/** Not even the link may have been read: the button asks once more for the same. */
export function notStoppedPage(voice: Voice, isEverything: boolean): string {
  const { frame, leave } = voice.words;
  return layout(
    voice,
    frame.error(leave.failedTitle),
    html`${problemBox(leave.failedHeading, leave.failed)}
<form method="post">
${isEverything ? html`<button name="stop" value="everything">${leave.everything}</button>` : html`<button>${leave.title}</button>`}
</form>`,
  );
}

/** Alike in kind and size: neither is the one to be found first (DRK-3). */
function bothButtons(voice: Voice, scope: Scope): Markup {
  const { leave } = voice.words;
  return html`<form method="post" class="choice">
<button name="stop" value="one">${leave.one(mailingName(voice, scope))}</button>
<button name="stop" value="everything">${leave.everything}</button>
</form>`;
}

function alsoEverything({ words: { leave } }: Voice): Markup {
  return html`<form method="post" class="quiet">
<button name="stop" value="everything">${leave.alsoEverything}</button>
</form>`;
}

/** WCAG 3.3.4: what was pressed by mistake can be put right, by a ceremony of its own. */
function mistake({ words: { leave } }: Voice, isEverything: boolean): Markup {
  return html`<section><h2>${leave.mistake}</h2>
<p class="hint">${leave.mistakeHint}</p>
<form method="post" class="quiet">
${alsoStopped(isEverything)}
<button name="send" value="link">${leave.mistakeButton}</button>
</form></section>`;
}

/** Every post unsubscribes: this one from the same as before. */
const alsoStopped = (isEverything: boolean): Markup | '' =>
  isEverything ? html`<input type="hidden" name="stop" value="everything">` : '';

/** Only once it is done, and as good left alone (DRK-2). */
function survey({ words: { leave } }: Voice, isEverything: boolean): Markup {
  const reasons = Object.entries(leave.reasons) as [LeaveReason, string][];
  return html`<section><form method="post" class="quiet">
<fieldset>
<legend>${leave.why}</legend>
<p class="hint">${leave.whyHint}</p>
${reasons.map(
  ([value, text]) =>
    html`<label class="pick"><input type="radio" name="reason" value="${value}" required> <span>${text}</span></label>`,
)}
</fieldset>
${alsoStopped(isEverything)}
<button>${leave.sendReason}</button>
</form></section>`;
}

function mailingName({ catalogue, words }: Voice, scope: Scope): string {
  const { leave, locale } = words;
  const policy = findPolicy(catalogue, scope);
  const name = policy ? leave.quoted(nameOf(catalogue, policy.purpose, locale)) : leave.thisMailing;
  return isText(scope) ? leave.byText(name) : name;
}

const isText = (scope: Scope) => channelOf(scope) === 'sms';
