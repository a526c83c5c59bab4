import type { Catalogue } from '../domain/catalogue.ts';
import { CONFIRM_VALIDITY_MS, mintConfirmLink } from '../domain/confirm-link.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import { wordingOf } from '../pages/confirm-pages.ts';
import { type Words, wordsIn } from '../pages/words/words.ts';
import type { ServiceEmail } from './render-service-email.ts';
import type { Letter } from './send-service-message.ts';

type ConfirmationLetter = Extract<Letter, { kind: 'confirmation' }>;

type Deployment = { ENVIRONMENT: string; LINK_BASE_URL: string };

const VALID_DAYS = CONFIRM_VALIDITY_MS / (24 * 60 * 60 * 1_000);

export function confirmUrl(
  ring: KeyRing,
  { ENVIRONMENT, LINK_BASE_URL }: Deployment,
  { message: { contactId, seq } }: ConfirmationLetter,
  now: Date,
): string {
  const expiresAt = new Date(now.getTime() + CONFIRM_VALIDITY_MS);
  return `${LINK_BASE_URL}/c/${mintConfirmLink(ring, ENVIRONMENT, { contactId, seq, expiresAt })}`;
}

/** In the language that it was asked in. */
export function confirmationEmail(
  catalogue: Catalogue,
  letter: ConfirmationLetter,
  url: string,
): ServiceEmail {
  const words = wordsFor(catalogue, letter);
  const { confirm } = words.messages;
  const { name } = catalogue.controller;
  return {
    to: letter.to,
    locale: words.locale,
    subject: confirm.subject(name),
    greeting: confirm.greeting,
    intro: confirm.youAsked(name),
    points: letter.asked.map((asked) => wordingOf(catalogue, asked, words.locale)),
    button: { text: confirm.button, url },
    after: [confirm.validDays(VALID_DAYS), confirm.ifNot, confirm.why(name)],
  };
}

/** `sender`: the name that texts begin with. */
export function confirmationText(
  catalogue: Catalogue,
  letter: ConfirmationLetter,
  { sender, url }: { sender: string; url: string },
): string {
  return wordsFor(catalogue, letter).messages.confirm.text(sender, url, VALID_DAYS);
}

const wordsFor = (catalogue: Catalogue, { asked }: ConfirmationLetter): Words =>
  wordsIn(catalogue, asked[0]?.shown.locale ?? catalogue.defaultLocale);
