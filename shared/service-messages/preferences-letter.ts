import type { Catalogue } from '../domain/catalogue.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import { mintPreferencesLink, PREFERENCES_VALIDITY_MS } from '../domain/preferences-link.ts';
import { wordsIn } from '../pages/words/words.ts';
import type { ServiceEmail } from './render-service-email.ts';
import type { Letter } from './send-service-message.ts';

type PreferencesLetter = Extract<Letter, { kind: 'preferences' }>;
type Deployment = { ENVIRONMENT: string; LINK_BASE_URL: string };

const VALID_HOURS = PREFERENCES_VALIDITY_MS / (60 * 60 * 1_000);

export function preferencesUrl(
  ring: KeyRing,
  { ENVIRONMENT, LINK_BASE_URL }: Deployment,
  channel: ConfirmedChannel,
  { message: { contactId } }: PreferencesLetter,
  now: Date,
): string {
  const expiresAt = new Date(now.getTime() + PREFERENCES_VALIDITY_MS);
  const link = { contactId, channel, expiresAt };
  return `${LINK_BASE_URL}/p/${mintPreferencesLink(ring, ENVIRONMENT, link)}`;
}

export function preferencesEmail(
  catalogue: Catalogue,
  { to, message: { locale } }: PreferencesLetter,
  url: string,
): ServiceEmail {
  const words = wordsIn(catalogue, locale);
  const { preferences } = words.messages;
  const { name } = catalogue.controller;
  return {
    ...{ to, locale: words.locale, points: [] },
    subject: preferences.subject(name),
    greeting: preferences.greeting,
    intro: preferences.youAsked(name),
    button: { text: preferences.button, url },
    after: [preferences.validHours(VALID_HOURS), preferences.ifNot, preferences.why(name)],
  };
}

/** `sender`: the name that texts begin with. */
export function preferencesText(
  catalogue: Catalogue,
  { message: { locale } }: PreferencesLetter,
  { sender, url }: { sender: string; url: string },
): string {
  return wordsIn(catalogue, locale).messages.preferences.text(sender, url, VALID_HOURS);
}
