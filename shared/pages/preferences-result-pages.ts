import { html } from 'hono/html';
import type { Channel, Scope } from '../../events/scope.ts';
import { findPolicy, nameOf } from '../domain/catalogue.ts';
import type { PreferencesLink } from '../domain/preferences-link.ts';
import { channelOf } from '../domain/scope.ts';
import type { Line } from '../preferences/change-preferences.ts';
import type { Travelled } from '../preferences/read-preferences.ts';
import { minuteIn } from './day.ts';
import { layout, type Markup, mailTo, resultPanel, type Voice } from './layout.ts';

const IN_FORCE: readonly Line['became'][] = [
  'stopped',
  'already stopped',
  'started',
  'already started',
];

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

export const showNow = ({ words: { locale, preferences } }: Voice): Markup =>
  html`<p><a class="lone" href="?lang=${locale}">${preferences.showNow}</a></p>`;

export function howFar({ words }: Voice, travelled: Travelled | undefined): Markup | '' {
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
export function mailing({ catalogue, words }: Voice, scope: Scope): string {
  const policy = findPolicy(catalogue, scope);
  if (!policy) return words.leave.thisMailing;
  return words.preferences.named[channelOf(scope)](nameOf(catalogue, policy.purpose, words.locale));
}
