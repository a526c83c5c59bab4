import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { jcs } from '../../shared/domain/jcs.ts';

const vectors: [string, string][] = JSON.parse(
  readFileSync('test/vectors/jcs-vectors.json', 'utf8'),
);

describe('canonical JSON (RFC 8785)', () => {
  test.each(vectors)('JCS-1: %j', (input, canonical) => {
    expect(jcs(JSON.parse(input))).toBe(canonical);
  });

  test.each([
    ['undefined', { a: undefined }],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', '\ud800'],
    ['a lone surrogate in a key', { '\udfff': 1 }],
    ['a map', new Map()],
    ['a date', new Date(0)],
    ['a bigint', 1n],
  ])('JCS-2: %s is refused', (_, value) => {
    expect(() => jcs(value as never)).toThrow(TypeError);
  });

  test('-0 is 0 and exponents are as in ECMAScript', () => {
    expect(jcs([-0, 1e21, 1e-6, 9.999999999999997e-7])).toBe(
      '[0,1e+21,0.000001,9.999999999999997e-7]',
    );
  });
});
