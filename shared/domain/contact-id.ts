import type { ContactId, ContactKind } from '../../events/scope.ts';
import { hmacSha256 } from './hmac.ts';

const CONTACT_ID_BYTES = 16;

/**
 * The keyed hash that stands for an address: HMAC-SHA-256 over kind and canonical address, first 16 bytes.
 * Under the pepper it is the contact id, under the match key the match id.
 */
export function contactIdOf(
  key: Uint8Array,
  kind: ContactKind,
  canonicalAddress: string,
): ContactId {
  const digest = hmacSha256(key, `${kind}:${canonicalAddress}`);
  return digest.subarray(0, CONTACT_ID_BYTES).toString('base64url');
}
