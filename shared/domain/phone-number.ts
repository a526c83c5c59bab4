import { type NumberType, parsePhoneNumberFromString } from 'libphonenumber-js/max';

const DEFAULT_COUNTRY = 'GB';
const MAX_INPUT_CHARACTERS = 64;

/** Ofcom's numbers for drama: assigned to nobody, so the plan calls them invalid, and every example uses them. */
const DRAMA = /^\+44(7700900|1632960|2079460|1134960)\d{3}$/;

const NOT_TEXTABLE: readonly NumberType[] = [
  'FIXED_LINE',
  'PREMIUM_RATE',
  'PERSONAL_NUMBER',
  'TOLL_FREE',
  'UAN',
];
const NOT_CALLABLE: readonly NumberType[] = ['PREMIUM_RATE', 'PERSONAL_NUMBER'];

/**
 * A number in E.164 form, and what it is good for. `isCertain` is false where the number may have been meant
 * for another country: ask for the country before relying on it.
 */
export type PhoneNumber = {
  e164: string;
  isTextable: boolean;
  isCallable: boolean;
  isCertain: boolean;
  /** ISO 3166-1, like `GB`, and like `JE` for a number of Jersey's under the same +44. Undefined where nobody's. */
  country: string | undefined;
};

/** Null if it cannot be a number of any country. An extension is parsed apart and dropped (TEL-1…7). */
export function canonicalPhone(raw: string): PhoneNumber | null {
  if (raw.length > MAX_INPUT_CHARACTERS || !raw.isWellFormed()) return null;
  const parsed = parsePhoneNumberFromString(raw, {
    defaultCountry: DEFAULT_COUNTRY,
    extract: false,
  });
  if (!parsed?.isPossible()) return null;
  const type = parsed.getType();
  const e164: string = parsed.number;
  const isDrama = DRAMA.test(e164);
  return {
    e164,
    isTextable: isDrama ? e164.startsWith('+447') : !type || !NOT_TEXTABLE.includes(type),
    isCallable: !type || !NOT_CALLABLE.includes(type),
    isCertain: isDrama || parsed.isValid(),
    country: isDrama ? DEFAULT_COUNTRY : parsed.country,
  };
}

/** A17: whether texts go there at all. A number of no known country may cost whatever its owner asks for. */
export function isTexted(countries: readonly string[], e164: string): boolean {
  const country = canonicalPhone(e164)?.country;
  return country !== undefined && countries.includes(country);
}
