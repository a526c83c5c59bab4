import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { canonicalPhone } from '../../shared/domain/phone-number.ts';

const vectors: [string, string | null, string][] = JSON.parse(
  readFileSync('test/vectors/phone-vectors.json', 'utf8'),
);

describe('the canonical form of a phone number (standards §3)', () => {
  test.each(vectors)('TEL-1…4: %j becomes %j (%s)', (raw, e164) => {
    expect(canonicalPhone(raw)?.e164 ?? null).toBe(e164);
  });

  test.each([
    ['07700 900123', { isTextable: true, isCallable: true, isCertain: true }],
    ['01632 960001', { isTextable: false, isCallable: true, isCertain: true }],
    ['(020) 7946 0018', { isTextable: false, isCallable: true, isCertain: true }],
    ['0808 157 0192', { isTextable: false, isCallable: true, isCertain: true }],
    ['03069 990 000', { isTextable: false, isCallable: true, isCertain: true }],
    ['07012 345678', { isTextable: false, isCallable: false, isCertain: true }],
    ['0909 8790000', { isTextable: false, isCallable: false, isCertain: true }],
    ['+353 85 012 3456', { isTextable: true, isCallable: true, isCertain: true }],
  ])('TEL-6: %s is good for what its type says', (raw, expected) => {
    expect(canonicalPhone(raw)).toMatchObject(expected);
  });

  test.each(['415 555 2671', '0770090012'])('TEL-7: of %s the country should be asked', (raw) => {
    expect(canonicalPhone(raw)).toMatchObject({ isCertain: false });
  });

  test.each(['', ' ', '+', '0', 'x'.repeat(10_000), '\ud800', '+44\r\n7700900123x'])(
    'no number is found in %j',
    (raw) => {
      expect(canonicalPhone(raw)).toBeNull();
    },
  );
});
