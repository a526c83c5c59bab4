import type { FormField } from '../../events/form.ts';
import type { Channel } from '../../events/scope.ts';
import type { ContactPoint } from './contact-point.ts';
import { canonicalEmail } from './email-address.ts';
import { canonicalPhone } from './phone-number.ts';
import { canonicalPostal } from './postal-address.ts';

/** What may be wrong with a contact point, and how to put it right. */
export const CONTACT_FAULTS = {
  email: 'Enter an email address in the correct format, like name@example.com',
  phone: 'Enter a phone number, like 07700 900123 or +44 7700 900123',
  phoneCountry: 'Enter the number with its country code, like +44 7700 900123',
  phoneTexts: 'Enter a mobile number: texts do not reach this one',
  phoneCalls: 'Enter another number: we do not call numbers of this kind',
  address: 'Enter an address with its postcode at the end, like 14 Mill Lane, LF1 2AB',
} as const;
export type ContactFault = keyof typeof CONTACT_FAULTS;

export type FieldReading = { point: ContactPoint } | { fault: ContactFault };

/** A contact point as a person typed it, or what to tell them; `channels` are those it is wanted for. */
export function readContactField(
  field: FormField,
  raw: string,
  channels: readonly Channel[],
): FieldReading {
  switch (field) {
    case 'email': {
      const address = canonicalEmail(raw);
      if (address) return { point: { kind: 'email', address } };
      return { fault: 'email' };
    }
    case 'phone':
      return readPhone(raw, channels);
    case 'address': {
      const address = canonicalPostal(raw);
      if (address) return { point: { kind: 'postal', address } };
      return { fault: 'address' };
    }
  }
}

function readPhone(raw: string, channels: readonly Channel[]): FieldReading {
  const phone = canonicalPhone(raw);
  if (!phone) return { fault: 'phone' };
  if (!phone.isCertain) {
    return { fault: 'phoneCountry' };
  }
  if (channels.includes('sms') && !phone.isTextable) {
    return { fault: 'phoneTexts' };
  }
  if (channels.includes('phone') && !phone.isCallable) {
    return { fault: 'phoneCalls' };
  }
  return { point: { kind: 'phone', address: phone.e164 } };
}
