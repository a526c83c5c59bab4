import { describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import type { Catalogue } from '../../shared/domain/catalogue.ts';
import { sheetOf, tickOn } from '../../shared/domain/preference-sheet.ts';

const scopes = (choices: readonly { scope: string }[]) => choices.map(({ scope }) => scope);

describe('what a preference page offers', () => {
  test('is every purpose of the channels that its link proves, post apart', () => {
    const emailed = sheetOf(catalogue, 'email', 'en-GB');
    expect(scopes(emailed.choices)).toEqual(['email.newsletter', 'email.offers', 'email.events']);
    const texted = sheetOf(catalogue, 'sms', 'en-GB');
    expect(scopes(texted.choices)).toEqual(['sms.offers', 'sms.events', 'phone.events']);
    for (const { objections } of [emailed, texted]) {
      expect(scopes(objections)).toEqual(['post.offers', 'post.catalogue']);
      expect(objections.every(({ wording }) => wording?.text.startsWith('Do not'))).toBe(true);
    }
  });

  test('is agreed to in the form’s own words, under its notice, and for calls with the register in mind', () => {
    const sheet = sheetOf(catalogue, 'sms', 'en-GB');
    const calls = sheet.choices.find(({ scope }) => scope === 'phone.events');
    expect(calls && tickOn(catalogue, sheet, calls)).toMatchObject({
      scope: 'phone.events',
      coversTps: true,
      shown: {
        formId: null,
        noticeId: 'contact-2026-11',
        wordingId: 'events-phone-2026-11',
        renderedHash: sheet.renderedHash,
        locale: 'en-GB',
      },
    });
  });

  test('has another hash as soon as a word of it is another', () => {
    const changed: Catalogue = {
      ...catalogue,
      wordings: catalogue.wordings.map((wording) =>
        wording.id === 'offers-email-2026-11'
          ? { ...wording, text: { ...wording.text, 'en-GB': 'Yes.' } }
          : wording,
      ),
    };
    const hash = (of: Catalogue, locale = 'en-GB') => sheetOf(of, 'email', locale).renderedHash;
    expect(hash(changed)).not.toBe(hash(catalogue));
    expect(hash(changed, 'cy-GB')).toBe(hash(catalogue, 'cy-GB'));
    expect(hash(catalogue, 'cy-GB')).not.toBe(hash(catalogue));
  });

  test('comes in the default language, all of it, where one text lacks the wished one', () => {
    expect(sheetOf(catalogue, 'email', 'fr-FR').locale).toBe('en-GB');
    expect(sheetOf(catalogue, 'email', 'constructor').locale).toBe('en-GB');
  });

  test('offers no yes under a faulty notice, or where no form has words for it', () => {
    const faulty: Catalogue = {
      ...catalogue,
      notices: catalogue.notices.map((notice) => ({ ...notice, invalid: true })),
    };
    const sheet = sheetOf(faulty, 'email', 'en-GB');
    expect(scopes(sheet.choices)).toHaveLength(3);
    expect(sheet.choices.map((choice) => tickOn(faulty, sheet, choice))).toEqual(
      Array.from({ length: 3 }, () => undefined),
    );
  });
});
