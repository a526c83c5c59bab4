import type { Random } from '../race/random.ts';
import { CANARY } from './canary.ts';
import { type Bad, NOT_A_LIST, NOT_A_TEXT, NOT_AN_OBJECT, UNKNOWN_NAMES } from './odd-values.ts';
import { setAt } from './raw-json.ts';

export type Path = readonly (string | number)[];

/** A part of a body, and what would make it invalid. `isOptional`: it may be left out. `of`: another body than the route's. */
export type Field = Part & { of?: unknown };

type Part =
  | { is: 'object'; at: Path; isOptional?: boolean; freeNames?: RegExp }
  | { is: 'list'; at: Path; max: number; min?: number; isOptional?: boolean }
  | { is: 'value'; at: Path; isOptional?: boolean; bad: readonly Bad[] }
  | { is: 'text'; at: Path; isOptional?: boolean; bad: readonly Bad[] };

/** A broken body, and the field that a refusal must name. */
export type Broken = { says: string; json: unknown; pointer: string };

const MISSING = Symbol('missing');

/** The body with exactly one thing wrong with it. */
export function breakField(body: unknown, field: Field, random: Random): Broken {
  const { at, of = body } = field;
  const { says, value, path } = faultOf(of, field, random);
  return {
    says: `${says} at ${pointerOf(path)}`,
    json: value === MISSING ? setAt(of, at, undefined) : setAt(of, path, value),
    pointer: pointerOf(path),
  };
}

type Fault = { says: string; value: unknown; path: Path };

function faultOf(body: unknown, field: Field, random: Random): Fault {
  const { at } = field;
  const required = !field.isOptional && at.length > 0 && typeof at.at(-1) === 'string';
  if (required && random.chance(0.1)) return { says: 'missing', value: MISSING, path: at };
  switch (field.is) {
    case 'object':
      return random.chance(0.5)
        ? { says: 'no object', value: pickFrom(NOT_AN_OBJECT, random), path: at }
        : unknownField(field, random);
    case 'list':
      return brokenList(body, field, random);
    case 'value':
    case 'text': {
      const isNoText = field.is === 'text' && random.chance(0.35);
      const [says, value] = pickFrom(isNoText ? NOT_A_TEXT : field.bad, random);
      return { says, value: typeof value === 'function' ? value(random) : value, path: at };
    }
  }
}

function unknownField({ at, freeNames }: Field & { is: 'object' }, random: Random): Fault {
  const names = UNKNOWN_NAMES.filter((name) => !freeNames?.test(name));
  const name = pickFrom(names, random);
  const value = random.pick<unknown>(CANARY.email, null, { $gt: '' }, { isAdmin: true }, [], 1);
  return { says: 'unknown field', value, path: [...at, name] };
}

function brokenList(body: unknown, field: Field & { is: 'list' }, random: Random): Fault {
  const { at, max, min = 1 } = field;
  const kind = random.unit();
  if (min > 0 && kind < 0.1) return { says: 'empty', value: [], path: at };
  // Large bodies are dear: rarely.
  if (kind < (max > 100 ? 0.12 : 0.3)) {
    const first = at.reduce<unknown>((value, key) => (value as never)[key], body) as unknown[];
    const value = Array.from({ length: max + 1 }, () => first[0] ?? null);
    return { says: 'too many', value, path: at };
  }
  return { says: 'no list', value: pickFrom(NOT_A_LIST, random), path: at };
}

function pickFrom<T>(values: readonly T[], random: Random): T {
  const [first, ...others] = values;
  return random.pick(first as T, ...others);
}

/** RFC 6901 as a URI fragment, written a second time on purpose. */
export function pointerOf(path: Path): string {
  const escaped = path.map((part) =>
    encodeURIComponent(String(part).replace(/~/g, '~0').replace(/\//g, '~1')),
  );
  return `#${escaped.map((part) => `/${part}`).join('')}`;
}
