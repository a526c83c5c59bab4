import { readFileSync } from 'node:fs';
import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';
import { type Bad, HALF_A_CHARACTER, injected, over } from './odd-values.ts';

const vectors = (file: string): [string, string | null][] =>
  JSON.parse(readFileSync(new URL(`../vectors/${file}`, import.meta.url), 'utf8'));

const refusedOf = (file: string, around = (text: string) => text): readonly Bad[] =>
  vectors(file).flatMap(([text, canonical]): Bad[] =>
    canonical === null ? [['vector', around(text)]] : [],
  );

/** One forbidden character somewhere inside a part of an address (facts/standards.md §2.2, steps 2, 4 and 5). */
const UNSEEN = ['\u0000', '\u0007', '\u001b', '\r', '\n', '\u00ad', '\u200b', '\u200e', '\u202e'];
const NO_ATOM = [
  ...UNSEEN,
  '\u2028',
  '\ue000',
  ' ',
  ',',
  ':',
  ';',
  '<',
  '>',
  '(',
  ')',
  '[',
  ']',
  '"',
  '\\',
  '@',
];
const NO_DOMAIN = [
  ...NO_ATOM,
  '/',
  '?',
  '#',
  '%',
  '&',
  '=',
  '_',
  '!',
  '$',
  '*',
  '|',
  '`',
  '\uff0f',
  '\u2100',
];

function insert(text: string, characters: readonly string[], random: Random): string {
  const [first = '', ...others] = characters;
  const place = random.between(1, text.length - 1);
  return text.slice(0, place) + random.pick(first, ...others) + text.slice(place);
}

/** Not one address under facts/standards.md §2.2. Look-alike letters are others' addresses, and not here. */
export const NOT_AN_EMAIL: readonly Bad[] = [
  ...refusedOf('email-vectors.json'),
  ['forbidden in a local part', (r: Random) => `${insert(CANARY.word, NO_ATOM, r)}@example.com`],
  ['forbidden in a domain', (r: Random) => `${CANARY.word}@${insert('example', NO_DOMAIN, r)}.com`],
  ['comment', `${CANARY.word}(comment)@example.com`],
  ['comment', `(comment)${CANARY.word}@example.com`],
  ['comment', `${CANARY.word}@(comment)example.com`],
  ['comment', `${CANARY.word}@example.com(comment)`],
  ['quoted', `"${CANARY.word}@example.com`],
  ['quoted', `${CANARY.word}"@example.com`],
  ['quoted', `"a"${CANARY.word}@example.com`],
  ['quoted', `"a"."${CANARY.word}"@example.com`],
  ['quoted', `"${CANARY.word}\r\n"@example.com`],
  ['quoted', `"${CANARY.word}\\"@example.com`],
  ['homoglyph', `${CANARY.word}\uff20example.com`],
  ['homoglyph', `${CANARY.word}@exam\uff0fple.com`],
  ['homoglyph', `${CANARY.word}@\u2100.example.com`],
  ['CRLF injection', `${CANARY.email}\r\nBcc: ${CANARY.email}`],
  ['CRLF injection', `${CANARY.email}%0d%0aBcc:${CANARY.email}`],
  HALF_A_CHARACTER,
  ['oversized', `${'x'.repeat(65)}@example.com`],
  ['oversized', `${CANARY.word}@${'x'.repeat(64)}.com`],
  ['oversized', `${CANARY.word}@${`${'x'.repeat(60)}.`.repeat(4)}com`],
  over(50),
];

/** No number of any country (facts/standards.md §3). */
export const NOT_A_PHONE: readonly Bad[] = [
  ...refusedOf('phone-vectors.json'),
  ['empty', ''],
  ['too short', '+44'],
  ['too short', '0'],
  ['too long', '+4477009008461'],
  ['too long', '07700900846'.repeat(3)],
  ['impossible number', '1e999'],
  ['impossible number', 'NaN'],
  ['impossible number', 'Infinity'],
  ['no such country', '+999 7700 900846'],
  ['injection', `07700900846'; DROP TABLE consents; --`],
  ['no number', CANARY.email],
  over(50),
];

/** Perhaps meant for another country (TEL-7): a door that records asks for it. */
export const UNCERTAIN_PHONES: readonly Bad[] = [
  ['of no certain country', '415 555 2671'],
  ['one digit short', '0770090012'],
];

/** Without a key (PST-4, PST-6). */
export const NOT_A_POSTAL_ADDRESS: readonly Bad[] = [
  ...refusedOf('postcode-vectors.json', (postcode) => `14 Mill Lane, ${CANARY.word}, ${postcode}`),
  ['empty', ''],
  ['without postcode', `14 ${CANARY.word} Lane, Larkfield`],
  ['postcode alone', 'LF1 2AB'],
  ['empty lines', ',,,\n\r\n,'],
  ['no address', CANARY.email],
  over(50),
];

/** No time at which somebody could have said yes. */
export const NOT_A_PAST_TIME: readonly Bad[] = [
  ['no time', ''],
  ['no time', 'yesterday'],
  ['no time', '2026-11-23'],
  ['no time', '1764000000'],
  ['no time', '2026-11-23T10:00:00'],
  ['no such day', '2025-02-29T10:00:00Z'],
  ['no such day', '2025-02-30T10:00:00Z'],
  ['no such month', '2025-13-01T10:00:00Z'],
  ['no such hour', '2025-01-01T24:00:00Z'],
  ['no such minute', '2025-01-01T10:60:00Z'],
  ['no such offset', '2025-01-01T10:00:00+24:00'],
  ['before all years', '-000001-01-01T00:00:00Z'],
  ['in the future', '9999-12-31T23:59:59Z'],
  ['in the future', '2999-01-01T00:00:00.000000000001Z'],
  ['beyond all time', '+275760-09-13T00:00:01Z'],
  ...injected('2025-01-01T10:00:00Z'),
];
