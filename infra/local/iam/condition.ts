import type { Context } from './need.ts';
import { matches } from './pattern.ts';

/** One condition of a statement: all of them must hold. */
export type Condition = {
  quantifier: 'ForAnyValue' | 'ForAllValues' | undefined;
  test: keyof typeof TESTS;
  ifExists: boolean;
  key: string;
  values: readonly string[];
};

type Test = { fits(value: string, wanted: string): boolean; negated: boolean };

const same = (value: string, wanted: string) => value === wanted;
const like = (value: string, wanted: string) => matches(wanted, value);

const TESTS = {
  StringEquals: { fits: same, negated: false },
  StringNotEquals: { fits: same, negated: true },
  StringLike: { fits: like, negated: false },
  StringNotLike: { fits: like, negated: true },
  ArnEquals: { fits: like, negated: false },
  ArnLike: { fits: like, negated: false },
  Bool: { fits: same, negated: false },
} as const satisfies Record<string, Test>;

/** The parts of an operator such as `ForAllValues:StringEqualsIfExists`; undefined for one that is not known here. */
export function parseOperator(
  operator: string,
): Pick<Condition, 'quantifier' | 'test' | 'ifExists'> | undefined {
  const parts = /^(?:(ForAnyValue|ForAllValues):)?(\w{1,40}?)(IfExists)?$/.exec(operator);
  const test = parts?.[2];
  if (test === undefined || !Object.hasOwn(TESTS, test)) return undefined;
  return {
    quantifier: parts?.[1] as Condition['quantifier'],
    test: test as keyof typeof TESTS,
    ifExists: parts?.[3] !== undefined,
  };
}

/** Whether the condition holds for what is known of a call, by IAM's rules for keys that are absent. */
export function holds(
  { quantifier, test, ifExists, key, values }: Condition,
  context: Context,
): boolean {
  const { fits, negated }: Test = TESTS[test];
  const known = context[key];
  if (known === undefined || known.length === 0) {
    return ifExists || quantifier === 'ForAllValues' || (negated && quantifier === undefined);
  }
  const passes = (value: string) => values.some((wanted) => fits(value, wanted)) !== negated;
  if (quantifier === 'ForAnyValue') return known.some(passes);
  // Without a quantifier IAM compares one value; several only pass together.
  return known.every(passes);
}
