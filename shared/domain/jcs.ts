export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * RFC 8785 canonical JSON: keys by UTF-16 code units, no white space.
 * Throws on what JSON cannot hold (undefined, NaN, lone surrogates, maps): a ledger must not guess.
 */
export function jcs(value: Json): string {
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'object':
      return value === null ? 'null' : jcsOfObject(value);
    default:
      throw new TypeError(`${typeof value} has no JSON form`);
  }
}

function jcsOfObject(value: readonly Json[] | { readonly [key: string]: Json }): string {
  if (isList(value)) return `[${value.map(jcs).join(',')}]`;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    throw new TypeError('only plain objects have a JSON form');
  }
  const members = Object.keys(value)
    .toSorted()
    .map((key) => `${quote(key)}:${jcs(value[key] as Json)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

function quote(text: string): string {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no JSON form');
  return JSON.stringify(text);
}
