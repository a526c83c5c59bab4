import type { Catalogue } from '../domain/catalogue.ts';
import type { KeyRing } from '../domain/key-ring.ts';
import { confirmationEmail, confirmationText, confirmUrl } from './confirmation.ts';
import { preferencesEmail, preferencesText, preferencesUrl } from './preferences-letter.ts';
import type { ServiceEmail } from './render-service-email.ts';
import type { Letter } from './send-service-message.ts';

/** What a fresh link is made with. */
type Mint = {
  ring: KeyRing;
  deployment: { ENVIRONMENT: string; LINK_BASE_URL: string };
  now: Date;
};

/** What a letter says by email, with a fresh link in it. */
export function emailOf(
  catalogue: Catalogue,
  letter: Letter,
  { ring, deployment, now }: Mint,
): ServiceEmail {
  switch (letter.kind) {
    case 'confirmation':
      return confirmationEmail(catalogue, letter, confirmUrl(ring, deployment, letter, now));
    case 'preferences': {
      const url = preferencesUrl(ring, deployment, 'email', letter, now);
      return preferencesEmail(catalogue, letter, url);
    }
  }
}

/** And by text; `sender`: the name that texts begin with. */
export function textOf(
  catalogue: Catalogue,
  letter: Letter,
  sender: string,
  { ring, deployment, now }: Mint,
): string {
  switch (letter.kind) {
    case 'confirmation': {
      const url = confirmUrl(ring, deployment, letter, now);
      return confirmationText(catalogue, letter, { sender, url });
    }
    case 'preferences': {
      const url = preferencesUrl(ring, deployment, 'sms', letter, now);
      return preferencesText(catalogue, letter, { sender, url });
    }
  }
}
