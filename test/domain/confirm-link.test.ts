import { describe, expect, test } from '@jest/globals';
import { mintConfirmLink, readConfirmLink } from '../../shared/domain/confirm-link.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { mintTextLink, readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ring: KeyRing = { current: 'k2', keys: { k1: key(1), k2: key(2) } };
const contactId = 'AbCdEfGhIjKlMnOpQrStUv';
const link = { contactId, seq: 40, expiresAt: new Date('2026-12-01T10:00:00Z') };
const token = mintConfirmLink(ring, 'dev', link);

describe('a confirmation link', () => {
  test('gives back what it was made of, and is short', () => {
    expect(readConfirmLink(ring, 'dev', token)).toEqual(link);
    expect(token.length).toBeLessThan(60);
  });

  test('expires at the end of an hour, never before its time', () => {
    const expiresAt = new Date('2026-12-01T10:00:01Z');
    const read = readConfirmLink(ring, 'dev', mintConfirmLink(ring, 'dev', { ...link, expiresAt }));
    expect(read?.expiresAt).toEqual(new Date('2026-12-01T11:00:00Z'));
  });

  test('A4, A5: with any one character changed or dropped is refused', () => {
    for (let index = 0; index < token.length; index++) {
      const [before, after] = [token.slice(0, index), token.slice(index + 1)];
      for (const other of ['A', 'b', '.', '-', '0']) {
        if (other === token[index]) continue;
        expect(readConfirmLink(ring, 'dev', before + other + after)).toBeNull();
      }
      expect(readConfirmLink(ring, 'dev', before + after)).toBeNull();
    }
  });

  test('A8: is no unsubscribe link, nor one of those a confirmation, nor of another environment', () => {
    const stop = { contactId, scope: 'email.offers', messageId: 'm' } as const;
    const others = [
      mintToken(ring, 'dev', UnsubscribeToken, { kind: 'u', ...stop }),
      mintTextLink(ring, 'dev', { contactId, purpose: 'offers' }),
      '',
      'c1',
      'c1.k2',
    ];
    for (const other of others) expect(readConfirmLink(ring, 'dev', other)).toBeNull();
    expect(readUnsubscribeLink(ring, 'dev', token)).toBeNull();
    expect(readConfirmLink(ring, 'prod', token)).toBeNull();
  });
});
