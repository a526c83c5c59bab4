import { describe, expect, test } from '@jest/globals';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { FormToken, mintToken, readToken, UnsubscribeToken } from '../../shared/domain/token.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ring: KeyRing = { current: 'k2', keys: { k1: key(1), k2: key(2) } };
const claims = {
  kind: 'u',
  contactId: 'AAAAAAAAAAAAAAAAAAAAAA',
  scope: 'email.newsletter',
  messageId: 'msg_1',
} as const;
const token = mintToken(ring, 'dev', UnsubscribeToken, claims);

describe('a link token', () => {
  test('gives its claims back', () => {
    expect(readToken(ring, 'dev', UnsubscribeToken, token)).toEqual(claims);
  });

  test('OCU-1, header rules: has only characters that need no escaping in a header or a URL', () => {
    expect(token).toMatch(/^[A-Za-z0-9._~-]+$/);
  });

  test('OCU-5: with any one character changed, dropped or doubled is refused', () => {
    for (let index = 0; index < token.length; index++) {
      const [before, after] = [token.slice(0, index), token.slice(index + 1)];
      for (const other of ['A', 'B', '.', '-', '_', 'z', '0']) {
        if (other === token[index]) continue;
        expect(readToken(ring, 'dev', UnsubscribeToken, before + other + after)).toBeNull();
      }
      expect(readToken(ring, 'dev', UnsubscribeToken, before + after)).toBeNull();
      expect(
        readToken(ring, 'dev', UnsubscribeToken, before + token[index] + token[index] + after),
      ).toBeNull();
    }
  });

  test('OCU-16, OCU-21: signed with an old key still works, for ever', () => {
    const old = mintToken({ ...ring, current: 'k1' }, 'dev', UnsubscribeToken, claims);
    expect(readToken(ring, 'dev', UnsubscribeToken, old)).toEqual(claims);
  });

  test('A8: of another environment, key or kind is refused', () => {
    expect(readToken(ring, 'prod', UnsubscribeToken, token)).toBeNull();
    const foreign = mintToken(
      { current: 'k2', keys: { k2: key(9) } },
      'dev',
      UnsubscribeToken,
      claims,
    );
    expect(readToken(ring, 'dev', UnsubscribeToken, foreign)).toBeNull();
    expect(readToken(ring, 'dev', FormToken, token)).toBeNull();
  });

  test.each([
    '',
    '.',
    '...',
    'v1.k2..',
    'v1.__proto__.a.b',
    'v1.constructor.a.b',
    'v2.k2.a.b',
    'x'.repeat(5_000),
  ])('that is %j is refused without a fuss', (garbage) => {
    expect(readToken(ring, 'dev', UnsubscribeToken, garbage)).toBeNull();
  });
});
