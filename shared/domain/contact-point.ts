import type { Channel, ContactId, ContactKind } from '../../events/scope.ts';
import { contactIdOf } from './contact-id.ts';
import { canonicalEmail } from './email-address.ts';
import { canonicalPhone } from './phone-number.ts';
import { canonicalPostal } from './postal-address.ts';

/** One email address, phone number or postal address in its one spelling. Consent belongs to it. */
export type ContactPoint = { kind: ContactKind; address: string };

/** Null if the text is no address of this channel's kind, or one that the channel cannot reach. */
export function contactPointOf(channel: Channel, raw: string): ContactPoint | null {
  switch (channel) {
    case 'email':
      return pointOf('email', canonicalEmail(raw));
    case 'sms': {
      const phone = canonicalPhone(raw);
      return pointOf('phone', phone?.isTextable ? phone.e164 : null);
    }
    case 'phone': {
      const phone = canonicalPhone(raw);
      return pointOf('phone', phone?.isCallable ? phone.e164 : null);
    }
    case 'post':
      return pointOf('postal', canonicalPostal(raw));
  }
}

/** Its id under the pepper, and the id that other senders may know it by. */
export function contactIdsOf(
  keys: { pepper: Uint8Array; matchKey: Uint8Array },
  { kind, address }: ContactPoint,
): { contactId: ContactId; matchId: ContactId } {
  return {
    contactId: contactIdOf(keys.pepper, kind, address),
    matchId: contactIdOf(keys.matchKey, kind, address),
  };
}

function pointOf(kind: ContactKind, address: string | null): ContactPoint | null {
  return address === null ? null : { kind, address };
}
