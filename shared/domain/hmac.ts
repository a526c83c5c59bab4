import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const prepared = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA-256. Keys are few and texts many, and preparing a key costs more than a hash. */
export function hmacSha256(key: Uint8Array, text: string): Buffer {
  const known = prepared.get(key) ?? createSecretKey(key);
  prepared.set(key, known);
  return createHmac('sha256', known).update(text).digest();
}
