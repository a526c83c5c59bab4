import { html } from 'hono/html';
import type { Scope } from '../../events/scope.ts';
import type { Choice, Sheet } from '../domain/preference-sheet.ts';
import type { PreferencesLink } from '../domain/preferences-link.ts';
import { canStart, canStop, type Standing } from '../domain/standing.ts';
import type { Preferences } from '../preferences/read-preferences.ts';
import { dayIn } from './day.ts';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';
import { howFar, mailing, showNow } from './preferences-result-pages.ts';

type Shown = { link: PreferencesLink; preferences: Preferences; seen: string };

/**
 * How everything stands, and the button that stops all of it before anything else (DRK-4). Nothing is ticked
 * (FRM-1): a tick is a change. `seen`: proves what the page shows.
 */
export function preferencesPage(voice: Voice, shown: Shown, isNothingTicked = false): string {
  const { frame, leave, preferences: words } = voice.words;
  const { link, preferences } = shown;
  const title = isNothingTicked ? frame.error(words.title) : words.title;
  return layout(
    voice,
    title,
    html`${isNothingTicked ? problemBox(frame.problem, html`<a class="lone" href="#changes">${words.nothing}</a>`) : ''}
${isNothingTicked ? html`<h2>${words.heading}</h2>` : html`<h1>${words.heading}</h1>`}
${stopAll(voice)}
<p class="hint">${leave.everythingHint}</p>
<p>${words.proven[link.channel]}</p>
<section id="changes"><form method="post">
<h2>${words.change}</h2>
<p class="hint">${words.changeHint}</p>
${choices(voice, preferences)}
${objections(voice, preferences)}
<input type="hidden" name="seen" value="${shown.seen}">
<button>${words.save}</button>
</form></section>
${howFar(voice, preferences.travelled)}
<section>${preferences.sheet.notices.map((notice) => noticeInFull(voice, notice))}</section>`,
  );
}

/** It shows and grants nothing any more; what stops still works. */
export function expiredPreferencesPage(voice: Voice): string {
  const { confirm, leave, preferences: words } = voice.words;
  return layout(
    voice,
    words.expiredTitle,
    html`<h1>${words.expiredTitle}</h1>
<p>${words.expired}</p>
<form method="post" class="choice">
<button name="send" value="link">${confirm.again}</button>
<button name="stop" value="everything">${leave.everything}</button>
</form>
<p class="hint">${leave.everythingHint}</p>`,
  );
}

export function freshLinkPage(voice: Voice): string {
  const { confirm, preferences: words } = voice.words;
  return layout(
    voice,
    confirm.againTitle,
    html`${resultPanel('done', confirm.againHeading)}
<p>${words.againDone}</p>`,
  );
}

/** The same for every token that is not ours; where to get another. */
export function unknownPreferencesPage(voice: Voice): string {
  const { frame, leave } = voice.words;
  return layout(
    voice,
    leave.unknownTitle,
    html`<h1>${leave.unknownTitle}</h1>
<p>${leave.unknown(mailTo(voice.catalogue.controller.email))}</p>
<p><a class="lone" href="/p">${frame.preferences}</a></p>`,
  );
}

/** Not even the link may have been read; what stops is one press away all the same. */
export function notChangedPage(voice: Voice): string {
  const { frame, preferences: words } = voice.words;
  return layout(
    voice,
    frame.error(words.failedTitle),
    html`${problemBox(words.failedHeading, words.failed)}
${showNow(voice)}
${stopAll(voice)}`,
  );
}

/** Who says yes here is told what who says it on a form is told (GDP-7). */
function noticeInFull(
  { words: { form } }: Voice,
  { text, items }: Sheet['notices'][number],
): Markup {
  return html`<p class="hint">${text}</p>
<details><summary>${form.labels.notice}</summary>
<dl>${items.map(
    (one) => html`
<dt>${form.noticeItems[one.item]}</dt><dd>${one.text}</dd>`,
  )}</dl>
</details>
`;
}

const stopAll = ({ words: { leave } }: Voice): Markup =>
  html`<form method="post"><button name="stop" value="everything">${leave.everything}</button></form>`;

function choices(voice: Voice, { sheet, standings }: Preferences): Markup[] {
  const channels = [...new Set(sheet.choices.map(({ channel }) => channel))];
  return channels.map(
    (channel) => html`<h2>${voice.words.preferences.channels[channel]}</h2>
${sheet.choices
  .filter((choice) => choice.channel === channel)
  .map((choice) =>
    oneChoice(
      voice,
      choice,
      standings.find(({ scope }) => scope === choice.scope),
    ),
  )}`,
  );
}

function oneChoice(voice: Voice, choice: Choice, standing: Standing | undefined): Markup | '' {
  if (!standing) return '';
  const { locale, preferences: words } = voice.words;
  const { scope, wording } = choice;
  const day = standing.since === null ? null : dayIn(locale, standing.since);
  return html`<fieldset>
<legend>${choice.name}</legend>
<p>${words.state[standing.is](day)}</p>
${canStop(standing) ? pick('off', scope, words.stop(mailing(voice, scope))) : ''}
${canStart(standing) && wording ? pick('on', scope, wording.text) : ''}
</fieldset>`;
}

/** Asked as "do not": unticked, nothing is recorded. */
function objections(voice: Voice, { sheet }: Preferences): Markup | '' {
  const { preferences: words } = voice.words;
  if (sheet.objections.length === 0) return '';
  return html`<fieldset>
<legend><h2>${words.channels.post}</h2></legend>
<p class="hint">${words.postHint(mailTo(voice.catalogue.controller.email))}</p>
${sheet.objections.map(({ scope, wording }) => pick('off', scope, wording?.text ?? ''))}
</fieldset>`;
}

const pick = (name: 'off' | 'on', scope: Scope, text: string): Markup =>
  html`<label class="pick"><input type="checkbox" name="${name}" value="${scope}"> <span>${text}</span></label>`;
