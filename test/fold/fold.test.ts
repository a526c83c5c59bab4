import { randomInt } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { compareFolds } from './compare.ts';
import { controls } from './controls.ts';

const SEED = Number(process.env.FOLD_SEED ?? randomInt(2 ** 31));
const HISTORIES = 20_000;
const CONTROL_HISTORIES = 2_000;

describe(`two folds of the same histories (FOLD_SEED=${SEED})`, () => {
  test('agree on every verdict, and meet every reason that there is', () => {
    const { comparison, disagreement } = compareFolds(SEED, HISTORIES);
    expect(disagreement).toBeUndefined();
    expect(Object.keys(comparison.verdicts).toSorted()).toEqual([
      ...['complaint', 'consented', 'expired', 'no_consent', 'not_objected', 'notice_invalid'],
      ...['objected', 'pending', 'screen_stale', 'tps', 'undeliverable', 'withdrawn'],
    ]);
  });

  test.each(Object.entries(controls))('disagree if %s', (_, { fold }) => {
    expect(compareFolds(SEED, CONTROL_HISTORIES, fold).disagreement).toBeDefined();
  });
});
