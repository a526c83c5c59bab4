import type { ContactId } from '../../events/scope.ts';
import { hourField, readHour } from './expiry-hour.ts';
import type { KeyRing } from './key-ring.ts';
import type { ConfirmedChannel } from './pending.ts';
import { mintShort, readShort } from './short-token.ts';

/** `channel`: how the link was sent, and so of what it proves control: an email address, or a number. */
export type PreferencesLink = {
  contactId: ContactId;
  channel: ConfirmedChannel;
  expiresAt: Date;
};

/** WCAG 2.2.1 wants 20 hours at least; whoever reads the message later asks for another link. */
export const PREFERENCES_VALIDITY_MS = 24 * 60 * 60 * 1_000;

const KIND = 'p1';
const CHANNELS: Readonly<Record<string, ConfirmedChannel>> = { e: 'email', t: 'sms' };
const LETTERS: Record<ConfirmedChannel, string> = { email: 'e', sms: 't' };

/** `p1.<key id>.<e or t>.<hour>.<mac><contact id>`; it expires at the end of a whole hour. */
export function mintPreferencesLink(
  ring: KeyRing,
  environment: string,
  { contactId, channel, expiresAt }: PreferencesLink,
): string {
  const fields = [LETTERS[channel], hourField(expiresAt)];
  return mintShort(ring, environment, { kind: KIND, fields, contactId });
}

/** Null for anything that is not ours. An expired one is ours. */
export function readPreferencesLink(
  ring: KeyRing,
  environment: string,
  token: string,
): PreferencesLink | null {
  const read = readShort(ring, environment, KIND, token);
  const [letter = '', hour = '', ...rest] = read?.fields ?? [];
  const channel = Object.hasOwn(CHANNELS, letter) ? CHANNELS[letter] : undefined;
  const expiresAt = readHour(hour);
  if (!read || !channel || !expiresAt || rest.length > 0) return null;
  return { contactId: read.contactId, channel, expiresAt };
}
