import { expect, test } from '@jest/globals';
import { getCountries } from 'libphonenumber-js/max';
import { isCountry } from '../../shared/domain/country.ts';

test('exactly the countries that have numbers are countries', () => {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((one) => letters.map((two) => one + two));
  expect(codes.filter(isCountry)).toEqual(getCountries().toSorted());
});
