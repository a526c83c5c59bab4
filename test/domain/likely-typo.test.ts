import { describe, expect, test } from '@jest/globals';
import { likelyMeant } from '../../shared/domain/likely-typo.ts';

describe('FRM-3: a likely slip in an email address', () => {
  test.each([
    ['gmial.com', 'gmail.com'],
    ['gmail.con', 'gmail.com'],
    ['gmail.co', 'gmail.com'],
    ['gmaill.com', 'gmail.com'],
    ['hotmial.co.uk', 'hotmail.co.uk'],
    ['yaho.co.uk', 'yahoo.co.uk'],
    ['outlok.com', 'outlook.com'],
    ['icloud.cmo', 'icloud.com'],
  ])('in %s is seen', (domain, meant) => {
    expect(likelyMeant(`sam@${domain}`)).toBe(`sam@${meant}`);
  });

  test.each([
    ...['gmail.com', 'mail.com', 'email.com', 'ymail.com', 'hotmail.fr', 'example.com'],
    ...['yahoo.ca', 'googlemail.co.uk', 'gmx.com', 'bt.com'],
  ])('in %s is not made up', (domain) => {
    expect(likelyMeant(`sam@${domain}`)).toBeNull();
  });

  test('is looked for in the domain alone', () => {
    expect(likelyMeant('gmial.com@example.com')).toBeNull();
  });
});
