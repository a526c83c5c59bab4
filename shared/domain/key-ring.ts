import { timingSafeEqual } from 'node:crypto';
import { hmacSha256 } from './hmac.ts';

/** Every key that ever signed still verifies: links never expire. Only issuing rotates. */
export type KeyRing = { current: string; keys: Readonly<Record<string, Uint8Array>> };

/** The MAC under one of the ring's keys. Throws if it has no such key. */
export function sign(
  ring: KeyRing,
  environment: string,
  { keyId, signed }: { keyId: string; signed: string },
  bytes: number,
): string {
  const key = findKey(ring, keyId);
  if (!key) throw new Error(`the key ring has no key ${keyId}`);
  return mac(key, environment, signed, bytes);
}

/** Compared as text: decoding base64url would forgive changes in the unused last bits. */
export function isGenuine(
  ring: KeyRing,
  environment: string,
  { keyId, signed, given }: { keyId: string; signed: string; given: string },
  bytes: number,
): boolean {
  const key = findKey(ring, keyId);
  if (!key) return false;
  const expected = Buffer.from(mac(key, environment, signed, bytes));
  const received = Buffer.from(given);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

function findKey({ keys }: KeyRing, keyId: string): Uint8Array | undefined {
  return Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
}

function mac(key: Uint8Array, environment: string, signed: string, bytes: number): string {
  const digest = hmacSha256(key, `${environment}|${signed}`);
  return digest.subarray(0, bytes).toString('base64url');
}
