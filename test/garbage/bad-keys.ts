import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';

/** API keys: one that may do everything, and those that may do nothing any more. */
export type Keys = {
  good: string;
  revoked: string;
  /** Genuine, with a scope that no route asks for. */
  scopeless: string;
  /** Of a client whose messages go to bad addresses. */
  careless: string;
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** An `Authorization` that nobody was given; undefined is none. */
export function badAuthorization({ good, revoked }: Keys, random: Random): string | undefined {
  const secret = Array.from({ length: 32 }, () => random.pick('A', ...LETTERS)).join('');
  const [, id = '', genuine = ''] = /^pc_([^_]+)_(.+)$/.exec(good) ?? [];
  return random.pick(
    undefined,
    '',
    'Bearer',
    'Bearer ',
    `Bearer ${CANARY.word}`,
    `Basic ${Buffer.from(`${CANARY.email}:${CANARY.word}`).toString('base64')}`,
    good,
    `Bearer ${revoked}`,
    `Bearer pc_${id}_${secret}`,
    `Bearer pc_000000000000_${secret}`,
    `Bearer pc_000000000000_${genuine}`,
    `Bearer pc_${id}_${genuine.slice(1)}`,
    `Bearer pc_${id}_${genuine}=`,
    `Bearer pc_${id}_${genuine}\0`,
    `Bearer ${good},Bearer ${good}`,
    `Bearer "${good}"`,
    `Bearer ${good}\r\nX-Client: ${CANARY.word}`,
    `Bearer pc_${id.toUpperCase()}x_${genuine}`,
    `Bearer {"$ne":null}`,
    `Bearer __proto__`,
    `Bearer ${CANARY.word.repeat(500)}`,
  );
}

/** No `Idempotency-Key` (facts/standards.md §9.2); undefined is none. */
export const badIdempotencyKey = (random: Random): string | undefined =>
  random.pick(
    undefined,
    '',
    '""',
    '"',
    `"${CANARY.word}`,
    `"a" , "${CANARY.word}"`,
    `a,${CANARY.word}`,
    `two words ${CANARY.word}`,
    `\u00e9${CANARY.word}`,
    `${CANARY.word}\r\nX-Injected: ${CANARY.word}`,
    `"${CANARY.word}\0"`,
    'x'.repeat(256),
    `"${'x'.repeat(256)}"`,
  );
