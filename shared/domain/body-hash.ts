import { createHmac } from 'node:crypto';
import { type Json, jcs } from './jcs.ts';

/** Keyed, since a body may hold an address: tells whether a repeated key brings the same content. */
export function bodyHash(key: Uint8Array, body: Json): string {
  return createHmac('sha256', key).update(jcs(body)).digest('base64url');
}
