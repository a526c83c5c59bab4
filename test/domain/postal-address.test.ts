import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalPostal, canonicalPostcode } from '../../shared/domain/postal-address.ts';

const vectors: [string, string | null][] = JSON.parse(
  readFileSync('test/vectors/postcode-vectors.json', 'utf8'),
);

describe('the canonical form of a postcode (standards §4)', () => {
  test.each(vectors)('PST-1, PST-2: %j becomes %j', (raw, canonical) => {
    expect(canonicalPostcode(raw)).toBe(canonical);
  });
});

describe('the key of a postal address', () => {
  test.each([
    ['14 Mill Lane, Larkfield, LF1 2AB', 'LF1 2AB|14'],
    ['14 Mill Lane\nLarkfield\nlf12ab', 'LF1 2AB|14'],
    ['14 MILL LANE, Larkfield LF1 2AB', 'LF1 2AB|14'],
    ['Rose Cottage, 14 Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['14a Mill Lane, LF1 2AB', 'LF1 2AB|14A'],
    ['Flat 2, 14 Mill Lane, LF1 2AB', 'LF1 2AB|FLAT 2 14'],
    ['14 Mill Lane, Apt. 2, LF1 2AB', 'LF1 2AB|FLAT 2 14'],
    ['Unit B, 7 Dock Road, LF1 2AB', 'LF1 2AB|FLAT B 7'],
    ['Rose Cottage, Mill Lane, Larkfield, LF1 2AB', 'LF1 2AB|ROSE COTTAGE'],
    ['“Rose-Cottage”, Mill Lane, LF1 2AB', 'LF1 2AB|ROSE COTTAGE'],
  ])('PST-5: of %j is %j', (raw, key) => {
    expect(canonicalPostal(raw)).toBe(key);
  });

  test.each([
    '',
    'Larkfield',
    '14 Mill Lane, Larkfield',
    'LF1 2AB',
    '14 Mill Lane, BFPO 58',
    ',,,',
  ])('PST-6: cannot be made of %j', (raw) => {
    expect(canonicalPostal(raw)).toBeNull();
  });

  test('does not depend on case, spaces or punctuation', () => {
    const noise = fc.constantFrom('', ' ', '. ', ' - ', "'");
    fc.assert(
      fc.property(noise, noise, fc.boolean(), (a, b, upper) => {
        const typed = `14${a} Mill${b} Lane,${a}Larkfield, LF1${b}2AB`;
        expect(canonicalPostal(upper ? typed.toUpperCase() : typed)).toBe('LF1 2AB|14');
      }),
    );
  });
});
