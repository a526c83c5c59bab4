import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { contactIdOf } from '../../shared/domain/contact-id.ts';

const key = Uint8Array.from({ length: 32 }, (_, index) => index);
const vectors: Record<string, string> = JSON.parse(
  readFileSync('test/vectors/hmac-vectors.json', 'utf8'),
);

test('KEY-6: a contact id is the first 16 bytes of the HMAC vector, in base64url', () => {
  const expected = (name: string) =>
    Buffer.from(vectors[name] ?? '', 'hex')
      .subarray(0, 16)
      .toString('base64url');
  expect(contactIdOf(key, 'email', 'jane@example.com')).toBe(expected('email:jane@example.com'));
  expect(contactIdOf(key, 'phone', '+447700900123')).toBe(expected('phone:+447700900123'));
});

test('KEY-5: the same text as email and as phone is two contact points', () => {
  expect(contactIdOf(key, 'email', 'x')).not.toBe(contactIdOf(key, 'phone', 'x'));
});
