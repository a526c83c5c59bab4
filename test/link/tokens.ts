import { randomUUID } from 'node:crypto';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { FormToken, mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Random } from '../race/random.ts';
import type { Verifier } from './verifier.ts';

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Every hundredth token is tried with every byte at every place. */
const THOROUGH_EVERY = 100;
const BYTES = 256;

export type TamperResult = {
  tokens: number;
  mutants: number;
  /** Genuine tokens that were refused, and changed ones that were taken; none of either is hoped for. */
  refused: string[];
  accepted: string[];
};

/** Mints tokens under every key of the ring and tries each in many changed forms. */
export function tamperTokens(
  ring: KeyRing,
  verify: Verifier,
  random: Random,
  tokens: number,
): TamperResult {
  const result: TamperResult = { tokens, mutants: 0, refused: [], accepted: [] };
  const keyIds = Object.keys(ring.keys);
  for (let index = 0; index < tokens; index++) {
    const current = keyIds[index % keyIds.length] ?? ring.current;
    const token = anyToken({ ...ring, current }, random);
    if (!verify(ring, token)) result.refused.push(token);
    for (const mutant of mutantsOf(token, random, index % THOROUGH_EVERY === 0)) {
      result.mutants += 1;
      if (verify(ring, mutant)) result.accepted.push(mutant);
    }
  }
  return result;
}

/** A link's token for nobody in particular. */
export function anyToken(ring: KeyRing, random: Random, environment = PRODUCT_ENVIRONMENT): string {
  const text = (length: number) =>
    Array.from({ length }, () => BASE64URL[random.between(0, 63)]).join('');
  return mintToken(ring, environment, UnsubscribeToken, {
    kind: 'u',
    contactId: text(22),
    scope: random.pick('email.newsletter', 'email.offers', 'sms.offers', 'post.catalogue'),
    messageId: text(random.between(1, 40)),
  });
}

/** Every place changed in several ways, every length, every letter doubled or swapped; never the token itself. */
export function* mutantsOf(token: string, random: Random, thorough: boolean): Generator<string> {
  for (let at = 0; at < token.length; at++) {
    const [before, after] = [token.slice(0, at), token.slice(at + 1)];
    const letter = token.charAt(at);
    for (const other of thorough ? everyByte() : replacements(letter, random)) {
      if (other !== letter) yield before + other + after;
    }
    yield before;
    yield before + after;
    yield before + letter + letter + after;
    const next = after.charAt(0);
    if (next !== '' && next !== letter) yield before + next + letter + after.slice(1);
  }
  for (const more of ['A', '=', '.', '.A', ' ', '\n', '\0', '~', '%00', '#']) {
    yield token + more;
    yield more + token;
  }
  for (const other of [token.toUpperCase(), token.toLowerCase(), token + token]) {
    if (other !== token) yield other;
  }
}

/** The other case, the neighbours (which differ in the bits that base64url may leave unused), and strangers. */
function replacements(letter: string, random: Random): Set<string> {
  const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
  const place = BASE64URL.indexOf(letter);
  const neighbours = [1, 16].map((step) => BASE64URL.charAt((place + step) % 64));
  return new Set([flipped, ...neighbours, '.', String.fromCharCode(random.between(0, BYTES - 1))]);
}

function everyByte(): string[] {
  return Array.from({ length: BYTES }, (_, byte) => String.fromCharCode(byte));
}

/** Signed by us or someone like us, yet none that this door may act on. */
export function foreignTokens(ring: KeyRing, random: Random): Record<string, string> {
  const [first = '', second = ''] = Object.keys(ring.keys);
  const keyOf = (id: string) => ring.keys[id] ?? new Uint8Array();
  const relabelled = (from: string, to: string) => from.replace(/^v1\.[^.]+/, `v1.${to}`);
  const swapped: KeyRing = { current: first, keys: { [first]: keyOf(second) } };
  const stranger: KeyRing = { current: 'k99', keys: { k99: keyOf(first) } };
  return {
    'of another environment': anyToken(ring, random, 'prod'),
    'of another kind': formToken(ring),
    'under a key id that nobody knows': anyToken(stranger, random),
    'under the id of another key': anyToken(swapped, random),
    'relabelled to another key': relabelled(anyToken({ ...ring, current: first }, random), second),
    'under a name that every object has': relabelled(anyToken(ring, random), 'constructor'),
    'of another version': anyToken(ring, random).replace(/^v1/, 'v2'),
  };
}

function formToken(ring: KeyRing): string {
  return mintToken(ring, PRODUCT_ENVIRONMENT, FormToken, {
    kind: 'f',
    formId: 'newsletter',
    noticeId: 'n1',
    wordings: { 'email.newsletter': 'w1' },
    locale: 'en-GB',
    renderedHash: 'a'.repeat(64),
    nonce: randomUUID(),
    expiresAt: '2099-01-01T00:00:00.000Z',
  });
}
