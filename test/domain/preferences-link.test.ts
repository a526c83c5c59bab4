import { describe, expect, test } from '@jest/globals';
import {
  CONFIRM_VALIDITY_MS,
  mintConfirmLink,
  readConfirmLink,
} from '../../shared/domain/confirm-link.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import {
  mintPreferencesLink,
  PREFERENCES_VALIDITY_MS,
  readPreferencesLink,
} from '../../shared/domain/preferences-link.ts';
import {
  mintToken,
  readToken,
  SeenPreferences,
  UnsubscribeToken,
} from '../../shared/domain/token.ts';
import { mintTextLink, readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ring: KeyRing = { current: 'k2', keys: { k1: key(1), k2: key(2) } };
const contactId = 'AbCdEfGhIjKlMnOpQrStUv';
const expiresAt = new Date('2026-12-01T10:00:00Z');
const link = { contactId, channel: 'email', expiresAt } as const;
const token = mintPreferencesLink(ring, 'dev', link);

describe('a link to somebody’s preferences', () => {
  test('gives back what it was made of, how it was sent included, and is short', () => {
    expect(readPreferencesLink(ring, 'dev', token)).toEqual(link);
    const texted = { ...link, channel: 'sms' } as const;
    expect(readPreferencesLink(ring, 'dev', mintPreferencesLink(ring, 'dev', texted))).toEqual(
      texted,
    );
    expect(token.length).toBeLessThan(60);
  });

  test('2.2.1: works for at least 20 hours', () => {
    expect(PREFERENCES_VALIDITY_MS).toBeGreaterThanOrEqual(20 * 60 * 60 * 1_000);
    expect(PREFERENCES_VALIDITY_MS).toBeLessThan(CONFIRM_VALIDITY_MS);
  });

  test('A4, A5: with any one character changed or dropped is refused', () => {
    for (let index = 0; index < token.length; index++) {
      const [before, after] = [token.slice(0, index), token.slice(index + 1)];
      for (const other of ['A', 'b', '.', '-', '0', 't']) {
        if (other === token[index]) continue;
        expect(readPreferencesLink(ring, 'dev', before + other + after)).toBeNull();
      }
      expect(readPreferencesLink(ring, 'dev', before + after)).toBeNull();
    }
  });

  test('A8: is no other kind of link, none of them is one, and it is of one environment', () => {
    const stop = { contactId, scope: 'email.offers', messageId: 'm' } as const;
    const seen = { contactId, basis: 0, seq: 0, heard: 0, locale: 'en-GB', renderedHash: 'x' };
    const others = [
      mintToken(ring, 'dev', UnsubscribeToken, { kind: 'u', ...stop }),
      mintToken(ring, 'dev', SeenPreferences, { kind: 'seen', ...seen }),
      mintTextLink(ring, 'dev', { contactId, purpose: 'offers' }),
      mintConfirmLink(ring, 'dev', { contactId, seq: 1, expiresAt }),
      '',
      'p1',
      'p1.k2',
    ];
    for (const other of others) expect(readPreferencesLink(ring, 'dev', other)).toBeNull();
    expect(readUnsubscribeLink(ring, 'dev', token)).toBeNull();
    expect(readConfirmLink(ring, 'dev', token)).toBeNull();
    expect(readToken(ring, 'dev', SeenPreferences, token)).toBeNull();
    expect(readPreferencesLink(ring, 'prod', token)).toBeNull();
  });
});
