import type { LinkAnswer, LinkRequest } from '../events/link.ts';
import { type Catalogue, findPolicy, nameOf } from './domain/catalogue.ts';
import { contactIdsOf, contactPointOf } from './domain/contact-point.ts';
import type { KeyRing } from './domain/key-ring.ts';
import { scopeOf } from './domain/scope.ts';
import { oneClickHeaders, unsubscribeUrl } from './domain/unsubscribe-link.ts';
import { wordsIn } from './pages/words/words.ts';
import type { ContactKeys } from './secrets.ts';
import { footerOf } from './sending/footer.ts';

type LinkPorts = {
  catalogue: Pick<
    Catalogue,
    'purposes' | 'controller' | 'locales' | 'defaultLocale' | 'textedCountries'
  >;
  keys: ContactKeys;
  ring: KeyRing;
  deployment: { ENVIRONMENT: string; LINK_BASE_URL: string };
};

/** Where the sender gives its mail no name. */
const UNNAMED_MESSAGE = 'elsewhere';

/** A way out per item, in order, whether or not anything is known of the address: asking tells nothing. */
export function makeLinks({ items }: LinkRequest, ports: LinkPorts): LinkAnswer {
  const { catalogue, keys, ring, deployment } = ports;
  return {
    items: items.map(({ channel, purpose, address, messageId = UNNAMED_MESSAGE, locale }) => {
      const scope = scopeOf(channel, purpose);
      const policy = findPolicy(catalogue, scope);
      if (!policy) return { refused: 'unknown_purpose' };
      const point = contactPointOf(channel, address);
      if (!point) return { refused: 'invalid_address' };
      const { contactId } = contactIdsOf(keys, point);
      const url = unsubscribeUrl(ring, deployment, { contactId, scope, messageId });
      const words = wordsIn(catalogue, locale ?? catalogue.defaultLocale);
      const footer = footerOf({
        words,
        controller: catalogue.controller,
        purpose: nameOf(catalogue, policy.purpose, words.locale),
        unsubscribeUrl: url,
      });
      return { url, headers: oneClickHeaders(url), footer };
    }),
  };
}
