import { html } from 'hono/html';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Asked } from '../domain/pending.ts';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';

/** Shows what was asked for in the words that it was asked with, and nothing of who asked. */
export function confirmPage(voice: Voice, asked: readonly Asked[]): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.title,
    html`<h1>${confirm.heading}</h1>
<p>${confirm.youAsked(voice.catalogue.controller.name)}</p>
${askedFor(voice, asked)}
<form method="post"><button>${confirm.button}</button></form>
<p class="hint">${confirm.ifNot}</p>`,
  );
}

export function confirmedPage(voice: Voice, asked: readonly Asked[]): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.doneTitle,
    html`${resultPanel('done', confirm.doneHeading)}
${askedFor(voice, asked)}
<p>${confirm.done}</p>`,
  );
}

export function alreadyConfirmedPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.doneTitle,
    html`${resultPanel('done', confirm.alreadyHeading, confirm.already)}
<p>${confirm.done}</p>`,
  );
}

/** A withdrawal has come since: that is said, not undone. */
export function voidPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.voidTitle,
    html`${resultPanel('told', confirm.voidHeading)}
<p>${confirm.void}</p>`,
  );
}

export function expiredPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.expiredTitle,
    html`<h1>${confirm.expiredHeading}</h1>
<p>${confirm.expired}</p>
<form method="post"><button>${confirm.again}</button></form>`,
  );
}

export function sentAgainPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.againTitle,
    html`${resultPanel('done', confirm.againHeading)}
<p>${confirm.againDone(mailTo(voice.catalogue.controller.email))}</p>`,
  );
}

/** A16: the holder of the link has had as many messages as anybody may. */
export function exhaustedPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.exhaustedTitle,
    resultPanel(
      'told',
      confirm.exhaustedTitle,
      confirm.exhausted(mailTo(voice.catalogue.controller.email)),
    ),
  );
}

export function unknownConfirmationPage(voice: Voice): string {
  const { confirm } = voice.words;
  return layout(
    voice,
    confirm.unknownTitle,
    html`<h1>${confirm.unknownTitle}</h1>
<p>${confirm.unknown(mailTo(voice.catalogue.controller.email))}</p>`,
  );
}

export function notConfirmedPage(voice: Voice): string {
  const { confirm, frame } = voice.words;
  return layout(
    voice,
    frame.error(confirm.failedTitle),
    html`${problemBox(confirm.failedHeading, confirm.failed)}
<form method="post"><button>${confirm.button}</button></form>`,
  );
}

function askedFor({ catalogue, words }: Voice, asked: readonly Asked[]): Markup {
  return html`<ul>${asked.map((one) => html`<li>${wordingOf(catalogue, one, words.locale)}</li>`)}</ul>`;
}

/** As the person read it; in this language, if it was written in it. */
export function wordingOf(catalogue: Catalogue, { shown }: Asked, locale = shown.locale): string {
  const text = catalogue.wordings.find(({ id }) => id === shown.wordingId)?.text ?? {};
  const own = Object.hasOwn(text, locale) ? text[locale] : undefined;
  return own ?? text[shown.locale] ?? text[catalogue.defaultLocale] ?? shown.wordingId;
}
