import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';

type BadText = { says: string; body: string; base64?: boolean };

const DEEP = 100_000;
const MAX_BODY_BYTES = 4_000_000;

/** A body that is no JSON, or more of it than anybody reads; `good` is a JSON object. */
export function badBody(good: string, random: Random): BadText {
  // Dear, and always the same: rarely.
  return random.chance(0.002)
    ? { says: 'oversized body', body: good + ' '.repeat(MAX_BODY_BYTES) }
    : badJsonText(good, random);
}

/** A text that is no JSON. */
export function badJsonText(good: string, random: Random): BadText {
  const made = random.pick<() => BadText>(
    () => ({ says: 'cut short', body: good.slice(0, random.between(1, good.length - 1)) }),
    () => ({ says: 'empty', body: '' }),
    () => ({ says: 'two bodies', body: good + good }),
    () => ({ says: 'comma at the end', body: good.replace(/\}$/, ',}') }),
    () => ({ says: 'single quotes', body: good.replaceAll('"', "'") }),
    () => ({ says: 'comment', body: good.replace('{', `{/* ${CANARY.word} */`) }),
    () => ({ says: 'no number', body: good.replace(/:"[^"]*"/, ': NaN') }),
    () => ({ says: 'hexadecimal number', body: good.replace(/:"[^"]*"/, ': 0x1F') }),
    () => ({ says: 'no value', body: good.replace(/:"[^"]*"/, ': undefined') }),
    () => ({ says: 'byte order mark', body: `\ufeff${good}` }),
    () => ({ says: 'NUL', body: good.replace('"', '"\0') }),
    () => ({ says: 'line break in a text', body: good.replace(/:"/, ':"\r\n') }),
    () => ({ says: 'bad escape', body: good.replace(/:"/, ':"\\x') }),
    () => ({ says: 'deep nest without end', body: '{"a":'.repeat(DEEP) }),
    () => ({ says: 'XML', body: `<?xml version="1.0"?><x>${CANARY.email}</x>` }),
    () => ({ says: 'form', body: `email=${CANARY.email}&consents=x` }),
    () => ({ says: 'bytes', body: Buffer.from(good, 'utf16le').toString('latin1'), base64: true }),
    () => ({ says: 'multipart', body: multipart(random) }),
  );
  return made();
}

/** What a browser or a script would send for a form with files, and how it goes wrong. */
export function multipart(random: Random): string {
  const boundary = `----${CANARY.word}`;
  const part = `--${boundary}\r\nContent-Disposition: form-data; name="email"\r\n\r\n${CANARY.email}\r\n`;
  return random.pick(
    `${part}--${boundary}--\r\n`,
    part,
    `--${boundary}`,
    `${part.replaceAll('\r\n', '\n')}--${boundary}--`,
    part.replace(
      'form-data; name="email"',
      `form-data; name="email\r\nX-Injected: ${CANARY.word}"`,
    ),
    `${part}${part}--other--\r\n`,
  );
}

const OTHER_TYPES = [
  'text/plain',
  'text/json',
  'application/json5',
  'application/jsonp',
  'application/problem+json',
  'application/xml',
  'application/octet-stream',
  'multipart/form-data',
  `multipart/form-data; boundary=----${CANARY.word}`,
  'application/json/../x',
  `application/json\r\nX-Injected: ${CANARY.word}`,
  `application/json, ${CANARY.word}`,
  '__proto__',
] as const;

/** A content type that is not JSON's; undefined is none at all. */
export const otherType = (random: Random): string | undefined =>
  random.pick(undefined, '', ...OTHER_TYPES);
