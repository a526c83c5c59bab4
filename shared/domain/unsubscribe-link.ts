import { type ContactId, Purpose, type Scope } from '../../events/scope.ts';
import type { KeyRing } from './key-ring.ts';
import { scopeOf } from './scope.ts';
import { mintShort, readShort, shortStandIn } from './short-token.ts';
import { mintToken, readToken, UnsubscribeToken } from './token.ts';

type Deployment = { ENVIRONMENT: string; LINK_BASE_URL: string };

/** The way out of one scope at one contact point, as a marketing message carries it. */
export function unsubscribeUrl(
  ring: KeyRing,
  { ENVIRONMENT, LINK_BASE_URL }: Deployment,
  way: { contactId: ContactId; scope: Scope; messageId: string },
): string {
  const token = mintToken(ring, ENVIRONMENT, UnsubscribeToken, { kind: 'u', ...way });
  return `${LINK_BASE_URL}/u/${token}`;
}

/** The one-click headers (RFC 8058 §3.1). */
export const oneClickHeaders = (url: string) => ({
  'List-Unsubscribe': `<${url}>`,
  'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
});

/** What the link in a text may do: the same, in few characters. Its channel is always `sms`. */
export type TextLink = { contactId: ContactId; purpose: Purpose };

const TEXT_LINK = 't1';

export function mintTextLink(
  ring: KeyRing,
  environment: string,
  { contactId, purpose }: TextLink,
): string {
  return mintShort(ring, environment, {
    kind: TEXT_LINK,
    fields: [Purpose.parse(purpose)],
    contactId,
  });
}

export const textLinkStandIn = (purpose: Purpose): string => shortStandIn(TEXT_LINK, [purpose]);

/** Whom and what a link takes away, in either of its two forms; null for anything that is not ours. */
export function readUnsubscribeLink(
  ring: KeyRing,
  environment: string,
  token: string,
): { contactId: ContactId; scope: Scope } | null {
  if (!token.startsWith(`${TEXT_LINK}.`)) {
    return readToken(ring, environment, UnsubscribeToken, token);
  }
  const read = readShort(ring, environment, TEXT_LINK, token);
  const [purpose, ...rest] = read?.fields ?? [];
  if (!read || purpose === undefined || rest.length > 0) return null;
  return { contactId: read.contactId, scope: scopeOf('sms', purpose) };
}
