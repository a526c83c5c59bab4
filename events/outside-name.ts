const EMAIL_ADDRESS = /[^@%:/|](?:@|%40)[^@%:/|.]+\.[^@%:/|.]/;

/** In international form, or as it is dialled in the United Kingdom; long plain numbers are names like any other. */
const PHONE_NUMBER = /^(?:\+[0-9]{7,15}|(?:0044|0)[1-9][0-9]{8,9}|447[0-9]{9})$/;

/**
 * Whether the name that another system gives to its message tells whom it is for: names are kept, and travel in
 * links, in clear.
 */
export function namesNobody(name: string): boolean {
  if (EMAIL_ADDRESS.test(name)) return false;
  return name.split(/[:/|_=]/).every((part) => !PHONE_NUMBER.test(part.replace(/[-.()]/g, '')));
}

export const NAMES_SOMEBODY =
  'must not hold an email address or phone number: it is kept in clear. Use an id of your own';
