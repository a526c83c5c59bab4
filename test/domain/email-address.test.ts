import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail, isSendable } from '../../shared/domain/email-address.ts';

const vectors: [string, string | null][] = JSON.parse(
  readFileSync('test/vectors/email-vectors.json', 'utf8'),
);

describe('the canonical form of an email address (standards §2.2)', () => {
  test.each(vectors)('%j becomes %j', (raw, canonical) => {
    expect(canonicalEmail(raw)).toBe(canonical);
  });

  test('EML-3: a local part of 64 octets is the longest', () => {
    expect(canonicalEmail(`${'x'.repeat(64)}@example.com`)).not.toBeNull();
    expect(canonicalEmail(`${'x'.repeat(65)}@example.com`)).toBeNull();
  });

  test('EML-3: an address of 254 octets is the longest', () => {
    const domain = `${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(57)}.com`;
    const longest = `${'x'.repeat(254 - domain.length - 1)}@${domain}`;
    expect(longest).toHaveLength(254);
    expect(canonicalEmail(longest)).toBe(longest);
    expect(canonicalEmail(`x${longest}`)).toBeNull();
  });

  test('EML-5: a local part beyond ASCII is known, but cannot be written to', () => {
    expect(isSendable(canonicalEmail('jané@example.com') ?? '')).toBe(false);
    expect(isSendable(canonicalEmail('jane@bücher.example') ?? '')).toBe(true);
  });

  test('the canonical form is its own canonical form', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (address) => {
        const canonical = canonicalEmail(address);
        if (canonical !== null) expect(canonicalEmail(canonical)).toBe(canonical);
      }),
    );
  });

  test('no text, however odd, is anything but an address or a refusal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
        const canonical = canonicalEmail(text);
        expect(canonical === null || /^[^\p{Cc}]+@[a-z0-9.-]+$/u.test(canonical)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
