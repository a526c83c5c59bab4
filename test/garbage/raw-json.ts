/** A value that JSON can say and JavaScript cannot: a number beyond all numbers. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toJSON(): string {
    return `raw:${this.text}:raw`;
  }
}

const MARKED = /"raw:([^"]*?):raw"/g;

export const jsonText = (value: unknown) => JSON.stringify(value).replace(MARKED, '$1');

/** A copy of `body` with `value` at that place; without the place where the value is undefined. */
export function setAt(body: unknown, path: readonly (string | number)[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const copy = Array.isArray(body) ? [...body] : { ...(body as object) };
  const inner = rest.length === 0 ? value : setAt((body as never)[key], rest, value);
  // Not an assignment: `__proto__` must become a field like any other.
  Object.defineProperty(copy, key, {
    value: inner,
    enumerable: inner !== undefined,
    configurable: true,
    writable: true,
  });
  return copy;
}
