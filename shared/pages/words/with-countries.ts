import type { FormFaults } from '../../form-contacts.ts';
import type { Words } from './words.ts';

const PLACE_OF_COUNTRIES = '{countries}';

/** The countries that texts go to are the company's choice; how they are called is the language's. */
export function withCountries(words: Words, codes: readonly string[]): Words {
  const { form, locale } = words;
  const faults: FormFaults = {
    ...form.faults,
    // Asked for once in a while: the names of countries are slow to come by.
    get phoneAbroad() {
      const named = new Intl.DisplayNames(locale, { type: 'region' });
      const countries = codes.map((code) => named.of(code) ?? code).join(', ');
      return form.faults.phoneAbroad.replace(PLACE_OF_COUNTRIES, countries);
    },
  };
  return { ...words, form: { ...form, faults } };
}
