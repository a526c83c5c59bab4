import type { ContactId } from '../../events/scope.ts';
import { hourField, readHour } from './expiry-hour.ts';
import type { KeyRing } from './key-ring.ts';
import { mintShort, readShort } from './short-token.ts';

/** The request that a link confirms: the event at `seq` of a contact point. */
export type ConfirmLink = { contactId: ContactId; seq: number; expiresAt: Date };

/** FRM-6: a link to sign up may expire, where there is a way to a fresh one. */
export const CONFIRM_VALIDITY_MS = 7 * 24 * 60 * 60 * 1_000;

const KIND = 'c1';
const RADIX = 36;
const NUMBER = /^[0-9a-z]{1,9}$/;

/** `c1.<key id>.<seq>.<hour>.<mac><contact id>`; it expires at the end of a whole hour. */
export function mintConfirmLink(
  ring: KeyRing,
  environment: string,
  { contactId, seq, expiresAt }: ConfirmLink,
): string {
  const fields = [seq.toString(RADIX), hourField(expiresAt)];
  return mintShort(ring, environment, { kind: KIND, fields, contactId });
}

/** Null for anything that is not ours. An expired one is ours. */
export function readConfirmLink(
  ring: KeyRing,
  environment: string,
  token: string,
): ConfirmLink | null {
  const read = readShort(ring, environment, KIND, token);
  const [seq = '', hour = '', ...rest] = read?.fields ?? [];
  const expiresAt = readHour(hour);
  if (!read || rest.length > 0 || !NUMBER.test(seq) || !expiresAt) return null;
  return { contactId: read.contactId, seq: Number.parseInt(seq, RADIX), expiresAt };
}
