import { domainToASCII, domainToUnicode } from 'node:url';

const MAX_LOCAL_OCTETS = 64;
const MAX_ADDRESS_OCTETS = 254;
const MAX_INPUT_CHARACTERS = 512;

const atom = "A-Za-z0-9!#$%&'*+\\-/=?^_`{|}~";
const DOT_ATOM = new RegExp(
  `^[${atom}\\u0080-\\u{10ffff}]+(\\.[${atom}\\u0080-\\u{10ffff}]+)*$`,
  'u',
);
const ASCII_DOT_ATOM = new RegExp(`^[${atom}]+(\\.[${atom}]+)*$`);
const QUOTED = /^"(?:[^"\\]|\\.)*"$/;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/u;
// `domainToASCII` is a URL host parser: it would read `example.com/x` as `example.com`, so look first.
const NOT_IN_A_DOMAIN = /[\0-,/:-@[-`{-\x7f]/;
const LABELS =
  /^(?=.{1,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;

/**
 * The one spelling under which an email address is known, stored and written to; null if it is not one.
 * Folds only what the standards call equal: case, quoting, IDNA forms; never tags or dots.
 * Sources: RFC 5321 §2.4, §4.1.2, §4.5.3.1; UTS 46.
 */
export function canonicalEmail(raw: string): string | null {
  if (raw.length > MAX_INPUT_CHARACTERS || !raw.isWellFormed()) return null;
  const address = unwrap(raw.normalize('NFC').trim());
  if (UNSEEN.test(address)) return null;
  const at = address.lastIndexOf('@');
  if (at < 1) return null;
  const local = canonicalLocal(address.slice(0, at));
  const domain = canonicalDomain(address.slice(at + 1));
  if (local === null || domain === null) return null;
  const canonical = `${local}@${domain}`;
  return Buffer.byteLength(canonical) > MAX_ADDRESS_OCTETS ? null : canonical;
}

/** SES knows no SMTPUTF8: a local part beyond ASCII can be remembered, but not written to. */
export function isSendable(canonical: string): boolean {
  return /^[\x21-\x7e]+$/.test(canonical);
}

function unwrap(address: string): string {
  return /^<[^<>]*>$/.test(address) ? address.slice(1, -1) : address;
}

function canonicalLocal(local: string): string | null {
  const written = QUOTED.test(local) ? leastQuoted(local) : local;
  if (written === local && !QUOTED.test(local) && !DOT_ATOM.test(local)) return null;
  if (Buffer.byteLength(written) > MAX_LOCAL_OCTETS) return null;
  // Not toLowerCase of the whole: it would turn U+212A (Kelvin) into k.
  return written.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function leastQuoted(local: string): string {
  const content = local.slice(1, -1).replace(/\\(.)/g, '$1');
  return ASCII_DOT_ATOM.test(content) ? content : `"${content.replace(/(["\\])/g, '\\$1')}"`;
}

function canonicalDomain(domain: string): string | null {
  if (NOT_IN_A_DOMAIN.test(domain.normalize('NFKC'))) return null;
  const ascii = domainToASCII(domain.replace(/[.\u3002\uff0e\uff61]$/, ''));
  return LABELS.test(ascii) && ascii.split('.').every(isGenuineLabel) ? ascii : null;
}

/** Node 24 lets `xn--` labels pass that decode to nothing; a genuine one comes back from its Unicode form. */
function isGenuineLabel(label: string): boolean {
  if (!label.startsWith('xn--')) return true;
  const unicode = domainToUnicode(label);
  return unicode !== label && domainToASCII(unicode) === label;
}
