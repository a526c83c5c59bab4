import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogue } from '../../shared/catalogue.ts';
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
    ['14, Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['No. 14 Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['Mrs J Smith\n14 Mill Lane LF1 2AB', 'LF1 2AB|14'],
    ['Mrs J Smith 14 Mill Lane Larkfield LF1 2AB', 'LF1 2AB|14'],
    ['Rose Cottage, 14 Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['14½ Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['1\u200b4 Mill Lane, LF1\u00a02AB', 'LF1 2AB|14'],
    ['Mrs J Smith, 14 Mill Lane, LF1 2AB, Kent, England', 'LF1 2AB|14'],
    ['12345, Mrs J Smith, 14 Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['14(a) Mill Lane, LF1 2AB', 'LF1 2AB|14'],
    ['Nos. 14-16 Mill Lane, LF1 2AB', 'LF1 2AB|16'],
    ['14-16 Mill Lane, LF1 2AB', 'LF1 2AB|16'],
    ['14 to 16 Mill Lane, LF1 2AB', 'LF1 2AB|16'],
    ['PO Box 12, Larkfield, LF1 2AB', 'LF1 2AB|12'],
  ])('PST-5: of %j is %j', (raw, key) => {
    expect(canonicalPostal(raw)).toBe(key);
  });

  test.each([
    'Flat 2, 14 High Street, EH1 1AA',
    '14 High Street, Flat 2, EH1 1AA',
    '14 High Street, Apt. 2, EH1 1AA',
    'Flat2, 14 High Street, EH1 1AA',
    'FLAT NO 2, 14 High Street, EH1 1AA',
    'Unit #2, 14 High Street, EH1 1AA',
    '2/14 High Street, EH1 1AA',
    '14/2 High Street, EH1 1AA',
    'Flat 2/1, 14 High Street, EH1 1AA',
    '2/1, 14 High Street, EH1 1AA',
    '14 High Street, 2/1, Edinburgh, EH1 1AA',
    '2 Rose House, 14 High Street, EH1 1AA',
    'Mr A Jones Flat 2 14 High Street Edinburgh EH1 1AA',
    'Mr A Jones 14 High Street Flat 2 Edinburgh EH1 1AA',
    'First Floor Flat, 14 High Street, EH1 1AA',
    '2nd Floor, 14 High Street, EH1 1AA',
    'Floor 20, 14 High Street, EH1 1AA',
    'Flat B, 14 High Street, EH1 1AA',
    '14b High Street, EH1 1AA',
    '14 B High Street, EH1 1AA',
  ])('takes the flat and the house’s letter in any order, %j, as one premises', (raw) => {
    expect(canonicalPostal(raw)).toBe('EH1 1AA|14');
  });

  test.each([
    'Rose Cottage, Mill Lane, Larkfield, LF1 2AB',
    'Mrs J Smith, Rose Cottage, Mill Lane, Larkfield, LF1 2AB',
    'Larkfield Ltd, Rose Cottage, LF1 2AB',
    '“Rose-Cottage” Mill Lane, LF1 2AB',
    "Miller's Barn, Mill Lane, LF1 2AB",
    'Millers Barn, Mill Lane, LF1 2AB',
  ])('of a house without a number is its postcode alone: %j', (raw) => {
    expect(canonicalPostal(raw)).toBe('LF1 2AB');
  });

  test('leaves the country out, in a line or two of its own or behind the postcode', () => {
    const countries = [
      ...['United Kingdom', 'UK', 'U.K.', 'England', 'Scotland', 'Wales', 'Northern Ireland'],
      ...['GB', 'Great Britain', 'The United Kingdom', 'Isle of Man', 'England, UK', 'England UK'],
    ];
    const typed = countries.flatMap((country) =>
      [', ', '\n', ' '].map((between) => `14 Mill Lane, Larkfield, LF1 2AB${between}${country}`),
    );
    expect(new Set(typed.map(canonicalPostal))).toEqual(new Set(['LF1 2AB|14']));
    expect(canonicalPostal(catalogue.controller.address)).toBe('LF1 2AB|4');
  });

  test.each([
    '',
    'Larkfield',
    '14 Mill Lane, Larkfield',
    'LF1 2AB',
    'LF1 2AB, UK',
    'United Kingdom',
    '14 Mill Lane, BFPO 58',
    '14 Mill Lane, LF1 2AB, Dublin 4, Ireland',
    'LF1 2AB, 14 Mill Lane',
    ',,,',
  ])('PST-6: cannot be made of %j', (raw) => {
    expect(canonicalPostal(raw)).toBeNull();
  });
});

describe('an objection reaches its address however it is spelled', () => {
  const line = (...choices: string[]) => fc.constantFrom('', ...choices);
  const name = line(
    'Mrs J Smith',
    "Ms Aoife O'Neill",
    'The Occupier',
    'MR & MRS B JONES',
    'C/O Lee',
  );
  const company = line(
    'Larkfield Garden Supplies Ltd',
    "Miller's Co.",
    'Studio 54 Ltd',
    '3M UK plc',
  );
  const house = line('Rose Cottage', "Miller's Barn", 'Millers Barn', 'The Old-Mill');
  // 3M begins its line with a number: houses up to 3 are lost behind it.
  const number = fc.integer({ min: 4, max: 400 });

  /** One of the ways in which lists write the same premises; flat 0 is none. */
  const spelling = (at: number, flat: number) =>
    fc
      .record({
        name,
        company,
        house,
        street: fc.constantFrom(...streets(at, flat)),
        town: line('Larkfield', 'Larkfield, Kent'),
        postcode: fc.constantFrom('LF1 2AB', 'lf12ab', 'LF1-2AB', 'L F 1 2 A B'),
        country: line('United Kingdom', 'UK', 'England', 'Wales, GB', 'Great Britain'),
        between: fc.constantFrom(', ', ',', '\n', '\r\n', ' ; '),
        recase: fc.constantFrom(
          (text: string) => text,
          (text: string) => text.toUpperCase(),
          (text: string) => text.toLowerCase(),
        ),
      })
      .map(({ between, recase, ...lines }) =>
        recase(Object.values(lines).filter(Boolean).join(between)),
      );

  function streets(at: number, flat: number): string[] {
    const street = `${at} St. John's Road`;
    if (flat === 0) {
      return [
        street,
        `${at}, St Johns Road`,
        `${at}a St Johns Rd`,
        `${at} B St Johns Rd`,
        `No ${at} ${street}`,
      ];
    }
    const before = ['Flat ', 'flat no. ', 'Apt ', 'Apartment ', 'Unit ', 'FLAT', 'Unit No '];
    return [
      ...before.map((word) => `${word}${flat}, ${street}`),
      ...before.map((word) => `${street}, ${word}${flat}`),
      ...[`${flat}/${street}`, `${at}/${flat} St. John's Road`, `${flat}, ${street}`],
      `${flat} Rose House, ${street}`,
    ];
  }

  test('with or without names, companies, apostrophes, commas and countries', () => {
    const pair = fc
      .tuple(number, fc.integer({ min: 0, max: 400 }))
      .chain(([at, flat]) => fc.tuple(spelling(at, flat), spelling(at, flat)));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(canonicalPostal(one)).not.toBeNull();
        expect(canonicalPostal(one)).toBe(canonicalPostal(other));
      }),
      { numRuns: 2_000 },
    );
  });

  test('and none but its own: another house of the same street has another key', () => {
    const pair = fc
      .tuple(number, number)
      .filter(([one, other]) => one !== other)
      .chain(([one, other]) => fc.tuple(spelling(one, 0), spelling(other, 0)));
    fc.assert(
      fc.property(pair, ([one, other]) => {
        expect(canonicalPostal(one)).not.toBe(canonicalPostal(other));
      }),
      { numRuns: 2_000 },
    );
  });
});
