import { describe, expect, test } from '@jest/globals';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { FormToken, mintToken, readToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { mintTextLink, readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';

const key = (fill: number) => new Uint8Array(32).fill(fill);
const ring: KeyRing = { current: 'k2', keys: { k1: key(1), k2: key(2) } };
const contactId = 'AAAAAAAAAAAAAAAAAAAAAA';
const link = mintTextLink(ring, 'dev', { contactId, purpose: 'offers' });
const read = (token: string, environment = 'dev') => readUnsubscribeLink(ring, environment, token);

describe('the link in a text', () => {
  test('says whom to stop, and which texts', () => {
    expect(read(link)).toEqual({ contactId, scope: 'sms.offers' });
  });

  test('OCU-1: is short, needs no escaping, and ends with a letter that every handset takes along', () => {
    expect(link).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(link.length).toBe('t1.k2.offers.'.length + 38);
    for (let fill = 0; fill < 256; fill++) {
      const id = Buffer.alloc(16, fill).toString('base64url');
      const token = mintTextLink(ring, 'dev', { contactId: id, purpose: 'offers' });
      expect(token).toMatch(/[A-Za-z]$/);
    }
  });

  test('OCU-5: with any one character changed, dropped or doubled is refused', () => {
    for (let index = 0; index < link.length; index++) {
      const [before, after] = [link.slice(0, index), link.slice(index + 1)];
      for (const other of ['A', 'B', '.', '-', '_', 'z', '0', '1', '2']) {
        if (other !== link[index]) expect(read(before + other + after)).toBeNull();
      }
      expect(read(before + after)).toBeNull();
      expect(read(before + link[index] + link[index] + after)).toBeNull();
    }
  });

  test('A8: with a character moved from one part to the next is refused', () => {
    expect(read(link.replace('offers.', 'offer.s'))).toBeNull();
    expect(read(link.replace('k2.offers', 'k2o.ffers'))).toBeNull();
    expect(read(`${link}.`)).toBeNull();
  });

  test('OCU-16, OCU-21: signed with an old key still works, for ever', () => {
    const old = mintTextLink({ ...ring, current: 'k1' }, 'dev', { contactId, purpose: 'offers' });
    expect(read(old)).toEqual({ contactId, scope: 'sms.offers' });
  });

  test('A8: of another environment or key is refused, and opens nothing but its own door', () => {
    expect(read(link, 'prod')).toBeNull();
    const foreign = { current: 'k2', keys: { k2: key(9) } };
    expect(read(mintTextLink(foreign, 'dev', { contactId, purpose: 'offers' }))).toBeNull();
    for (const schema of [UnsubscribeToken, FormToken]) {
      expect(readToken(ring, 'dev', schema, link)).toBeNull();
    }
  });

  test('keeps working for a purpose that the catalogue no longer knows', () => {
    const token = mintTextLink(ring, 'dev', { contactId, purpose: 'retired-long-ago' });
    expect(read(token)).toEqual({ contactId, scope: 'sms.retired-long-ago' });
  });

  test('is read at the same door as the link in an email', () => {
    const claims = { kind: 'u', contactId, scope: 'email.offers', messageId: 'msg_1' } as const;
    const token = mintToken(ring, 'dev', UnsubscribeToken, claims);
    expect(read(token)).toMatchObject({ contactId, scope: 'email.offers' });
  });

  test.each(['t1', 't1.', 't1...', 't1.k2.offers.', 't1.__proto__.a.b', `t1.${'x'.repeat(5_000)}`])(
    'that is %j is refused without a fuss',
    (garbage) => {
      expect(read(garbage)).toBeNull();
    },
  );
});
