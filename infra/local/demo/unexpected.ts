/** A step went otherwise than told. */
export class Unexpected extends Error {
  readonly expected: string;
  readonly came: string;

  constructor(expected: string, came: string, options?: ErrorOptions) {
    super(`Expected ${expected}; came ${came}.`, options);
    this.name = 'Unexpected';
    this.expected = expected;
    this.came = came;
  }
}

/** Throws `Unexpected` unless both are the same. */
export function expectSame(what: string, expected: unknown, came: unknown): void {
  if (expected === came) return;
  throw new Unexpected(`${what} ${JSON.stringify(expected)}`, `${JSON.stringify(came)}`);
}
