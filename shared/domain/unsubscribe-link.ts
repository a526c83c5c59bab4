import type { ContactId, Scope } from '../../events/scope.ts';
import { type KeyRing, mintToken, UnsubscribeToken } from './token.ts';

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
