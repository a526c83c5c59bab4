import { html } from 'hono/html';
import type { Channel, Scope } from '../../events/scope.ts';
import { findPolicy, nameOf } from '../domain/catalogue.ts';
import type { Choice, Sheet } from '../domain/preference-sheet.ts';
import type { PreferencesLink } from '../domain/preferences-link.ts';
import { channelOf } from '../domain/scope.ts';
import { canStart, canStop, type Standing } from '../domain/standing.ts';
import type { Line } from '../preferences/change-preferences.ts';
import type { Preferences, Travelled } from '../preferences/read-preferences.ts';
import { dayIn, minuteIn } from './day.ts';
import { layout, type Markup, mailTo, problemBox, resultPanel, type Voice } from './layout.ts';

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

/** Exactly what was recorded, line by line, and what was not. */
export function changedPage(
  voice: Voice,
  lines: readonly Line[],
  travelled: Travelled | undefined,
): string {
  const { preferences: words } = voice.words;
  const objected = lines.filter(({ became }) => became === 'objected');
  const own = lines.filter(({ became }) => became !== 'objected');
  if (own.length === 0) {
    return layout(
      voice,
      words.postHeading,
      html`${resultPanel('told', words.postHeading)}
${postTold(voice, objected)}
${showNow(voice)}`,
    );
  }
  const isAllDone = own.every(({ became }) => IN_FORCE.includes(became));
  const stopped = own.filter(({ became }) => became === 'stopped').map(({ scope }) => scope);
  return layout(
    voice,
    isAllDone ? words.doneTitle : words.notAllHeading,
    html`${isAllDone ? resultPanel('done', words.doneHeading) : resultPanel('told', words.notAllHeading)}
${told(voice, own)}
${onTheirWay(voice, stopped.map(channelOf))}
${objected.length > 0 ? html`<section><h2>${words.postHeading}</h2>${postTold(voice, objected)}</section>` : ''}
${showNow(voice)}
${howFar(voice, travelled)}`,
  );
}

const told = (voice: Voice, lines: readonly Line[]): Markup =>
  html`<ul>${lines.map(({ became, scope }) => html`<li>${voice.words.preferences.became[became](mailing(voice, scope))}</li>`)}</ul>`;

/** GDP-9: in the same words whether there was an address to record it for or not, and true of both. */
const postTold = (voice: Voice, objected: readonly Line[]): Markup =>
  html`${told(voice, objected)}
<p>${voice.words.preferences.postTold(mailTo(voice.catalogue.controller.email))}</p>`;

export function everythingStoppedPage(
  voice: Voice,
  channel: PreferencesLink['channel'],
  travelled: Travelled | undefined,
): string {
  const { leave, preferences: words } = voice.words;
  return layout(
    voice,
    leave.doneTitle,
    html`${resultPanel('done', leave.done, words.doneEverything)}
${onTheirWay(voice, [channel])}
${showNow(voice)}
${howFar(voice, travelled)}`,
  );
}

/** The store is down: received is not yet in force, and the page must not say more than that. */
export function everythingReceivedPage(voice: Voice): string {
  const { leave } = voice.words;
  return layout(
    voice,
    leave.receivedTitle,
    html`${resultPanel('told', leave.receivedEverything)}
<p>${leave.notYet}</p>`,
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

const IN_FORCE: readonly Line['became'][] = [
  'stopped',
  'already stopped',
  'started',
  'already started',
];

const stopAll = ({ words: { leave } }: Voice): Markup =>
  html`<form method="post"><button name="stop" value="everything">${leave.everything}</button></form>`;

const showNow = ({ words: { locale, preferences } }: Voice): Markup =>
  html`<p><a class="lone" href="?lang=${locale}">${preferences.showNow}</a></p>`;

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

function howFar({ words }: Voice, travelled: Travelled | undefined): Markup | '' {
  if (!travelled) return '';
  const { locale, preferences } = words;
  return html`<section>
<h2>${preferences.travelled}</h2>
<ul>
<li>${preferences.inForce(minuteIn(locale, travelled.changedAt))}</li>
<li>${preferences.list[travelled.list]}</li>
</ul>
</section>`;
}

/** What a provider has accepted cannot be called back. */
function onTheirWay({ words: { leave } }: Voice, channels: readonly Channel[]): Markup[] {
  const told = (['email', 'sms'] as const).filter((channel) => channels.includes(channel));
  return told.map((channel) => html`<p>${leave.onItsWay[channel]}</p>`);
}

/** What a scope is called in a sentence; a purpose that the catalogue has retired has no name any more. */
function mailing({ catalogue, words }: Voice, scope: Scope): string {
  const policy = findPolicy(catalogue, scope);
  if (!policy) return words.leave.thisMailing;
  return words.preferences.named[channelOf(scope)](nameOf(catalogue, policy.purpose, words.locale));
}
