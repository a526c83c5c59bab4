import type { Random } from '../race/random.ts';
import type { Field, Path } from './break-body.ts';
import { CANARY } from './canary.ts';
import { type Bad, HALF_A_CHARACTER, longName } from './odd-values.ts';
import { setAt } from './raw-json.ts';

/** A body whose every field is in order by itself. `pointer`: what a refusal must name. */
export type Whole = { says: string; pointer: string; body: (random: Random) => unknown };

export const EMPTY_OR_LONG = (max: number): readonly Bad[] => [
  ['empty', ''],
  HALF_A_CHARACTER,
  ['oversized', CANARY.word.repeat(Math.ceil((max + 1) / CANARY.word.length))],
];

export const text = (
  at: Path,
  bad: readonly Bad[],
  more: { isOptional?: boolean } = {},
): Field => ({
  is: 'text',
  at,
  bad,
  ...more,
});
export const optional = { isOptional: true };

export const AN_ADDRESS = '14 Mill Lane, Larkfield, LF1 2AB';
export const A_PHONE = '07700 900123';

export const changed = (body: unknown, at: Path, value: unknown) => () => setAt(body, at, value);

export const withLongName = (body: unknown, at: Path, pointer: string): Whole => ({
  says: 'a name that no answer could repeat',
  pointer,
  body: (random) => setAt(body, [...at, longName(random)], 1),
});
