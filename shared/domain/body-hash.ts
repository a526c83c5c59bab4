import { hmacSha256 } from './hmac.ts';
import { type Json, jcs } from './jcs.ts';

/** Keyed, since a body may hold an address: tells whether a repeated key brings the same content. */
export function bodyHash(key: Uint8Array, body: Json): string {
  return hmacSha256(key, jcs(body)).toString('base64url');
}
