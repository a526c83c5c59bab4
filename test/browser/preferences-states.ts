import type { Scope } from '../../events/scope.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { nameOf } from '../../shared/domain/catalogue.ts';
import {
  mintPreferencesLink,
  PREFERENCES_VALIDITY_MS,
  type PreferencesLink,
} from '../../shared/domain/preferences-link.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { notAskedPage } from '../../shared/pages/ask-pages.ts';
import { notChangedPage } from '../../shared/pages/preferences-pages.ts';
import {
  changedPage,
  everythingReceivedPage,
} from '../../shared/pages/preferences-result-pages.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { tickOf } from '../histories.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Step } from './keyboard.ts';
import type { PageState } from './page-state.ts';
import type { Stage } from './stage.ts';

const SAM = { field: 'email', value: 'sam@example.com' } as const;

const askPlace = async ({ apiUrl }: Stage) => `${apiUrl}/p`;
const pressEverything = ({ leave }: Words): Step => ({ press: leave.everything });
const pressSave = ({ preferences }: Words): Step => ({ press: preferences.save });
const tickStop = (scope: Scope, { locale, preferences }: Words): Step => {
  const purpose = catalogue.purposes.find(({ id }) => scope.endsWith(`.${id}`));
  const name = purpose ? nameOf(catalogue, purpose, locale) : '';
  return { tick: preferences.stop(preferences.named[channelOf(scope)](name)) };
};
const tickStart = (scope: Scope, { locale }: Words): Step => ({
  tick: catalogue.wordings.find((wording) => wording.scope === scope)?.text[locale] ?? '',
});

/** How a person comes to a link. */
const askStates: readonly PageState[] = [
  { name: 'preferences/ask', open: askPlace },
  {
    name: 'preferences/ask-faulty',
    open: askPlace,
    steps: ({ ask }) => [{ type: ask.email, text: 'sam@example' }, { press: ask.emailButton }],
    ...{ status: 422, announces: 'alert' },
  },
  {
    name: 'preferences/link-on-its-way',
    open: askPlace,
    steps: ({ ask }) => [{ type: ask.phone, text: '07700 900 123' }, { press: ask.phoneButton }],
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'preferences/asked-too-often',
    open: askPlace,
    steps: ({ ask }) => [{ type: ask.email, text: SAM.value }, { press: ask.emailButton }],
    staged: (voice) => htmlAnswer(429, notAskedPage(voice, SAM, true)),
    ...{ status: 429, announces: 'alert' },
  },
  {
    name: 'preferences/not-asked',
    open: askPlace,
    steps: ({ ask }) => [{ type: ask.email, text: SAM.value }, { press: ask.emailButton }],
    staged: (voice) => htmlAnswer(503, notAskedPage(voice, SAM, false)),
    ...{ status: 503, announces: 'alert' },
  },
];

/** DRK-4: what stands, what changes, and the way out that needs no more than the link. */
export const preferencesStates: readonly PageState[] = [
  ...askStates,
  { name: 'preferences/open', open: (stage) => link(stage) },
  { name: 'preferences/open-by-text', open: textedLink },
  {
    name: 'preferences/nothing-ticked',
    open: (stage) => link(stage),
    steps: (words) => [pressSave(words)],
    ...{ status: 422, announces: 'alert' },
  },
  {
    name: 'preferences/changed',
    open: (stage) => link(stage),
    steps: (words) => [
      tickStop('email.offers', words),
      tickStart('email.events', words),
      pressSave(words),
    ],
    announces: 'status',
  },
  {
    name: 'preferences/not-all-changed',
    open: (stage) => link(stage),
    steps: (words) => [tickStart('email.events', words), pressSave(words)],
    staged: (voice) =>
      htmlAnswer(200, changedPage(voice, [{ scope: 'email.events', became: 'void' }], undefined)),
    announces: 'status',
  },
  {
    name: 'preferences/post-ticked',
    open: (stage) => link(stage),
    steps: (words) => [tickStart('email.events', words), pressSave(words)],
    staged: (voice) =>
      htmlAnswer(
        200,
        changedPage(voice, [{ scope: 'post.offers', became: 'objected' }], undefined),
      ),
    announces: 'status',
  },
  {
    name: 'preferences/everything-stopped',
    open: (stage) => link(stage),
    steps: (words) => [pressEverything(words)],
    announces: 'status',
  },
  {
    name: 'preferences/not-yet-in-force',
    open: (stage) => link(stage),
    steps: (words) => [pressEverything(words)],
    staged: (voice) => htmlAnswer(202, everythingReceivedPage(voice)),
    ...{ status: 202, announces: 'status' },
  },
  { name: 'preferences/expired', open: (stage) => link(stage, -PREFERENCES_VALIDITY_MS) },
  {
    name: 'preferences/fresh-link',
    open: (stage) => link(stage, -PREFERENCES_VALIDITY_MS),
    steps: ({ confirm }) => [{ press: confirm.again }],
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'preferences/unknown-link',
    open: async ({ apiUrl }) => `${apiUrl}/p/p1.cut-short`,
    status: 404,
  },
  {
    name: 'preferences/failed',
    open: (stage) => link(stage),
    steps: (words) => [pressEverything(words)],
    staged: (voice) => htmlAnswer(503, notChangedPage(voice)),
    ...{ status: 503, announces: 'alert' },
  },
];

function linkOf(
  { apiUrl, ring }: Stage,
  claims: Omit<PreferencesLink, 'expiresAt'>,
  forMs: number,
) {
  const expiresAt = new Date(Date.now() + forMs);
  return `${apiUrl}/p/${mintPreferencesLink(ring, PRODUCT_ENVIRONMENT, { ...claims, expiresAt })}`;
}

/** Somebody who said yes to one thing, and yes and then no to another. */
async function link(stage: Stage, forMs = PREFERENCES_VALIDITY_MS): Promise<string> {
  const { contactId } = await stage.someone([tickOf('email.offers'), tickOf('email.newsletter')]);
  await stage.leave(contactId, 'email.newsletter');
  return linkOf(stage, { contactId, channel: 'email' }, forMs);
}

async function textedLink(stage: Stage): Promise<string> {
  const { contactId } = await stage.someone([tickOf('sms.offers'), tickOf('phone.events')]);
  return linkOf(stage, { contactId, channel: 'sms' }, PREFERENCES_VALIDITY_MS);
}
