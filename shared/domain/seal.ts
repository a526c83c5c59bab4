import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { Evidence } from '../../events/evidence.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import { type Json, jcs } from './jcs.ts';

const CIPHER = 'aes-256-gcm';
const TAG_BYTES = 16;

export const KEY_BYTES = 32;
/** A nonce is random, and good for one sealing. */
export const NONCE_BYTES = 12;

/** One of the environment's keys, which wrap data keys; old ones still unwrap what they have wrapped. */
export type EnvironmentKey = { id: string; key: Uint8Array };

/** A contact point's data key as it is kept: only the environment's key `wrappedBy` opens it. */
export type WrappedKey = { contactId: ContactId; wrappedBy: string; wrapped: string };

/** The event that evidence belongs to; sealed for one, it opens at no other. */
type Place = Pick<LedgerEvent, 'contactId' | 'eventId'>;

export function wrapDataKey(
  environmentKey: EnvironmentKey,
  contactId: ContactId,
  dataKey: Uint8Array,
  nonce: Uint8Array,
): WrappedKey {
  const { id, key } = environmentKey;
  const sealed = seal(key, dataKey, nonce, ['data key', contactId, id]);
  return { contactId, wrappedBy: id, wrapped: Buffer.from(sealed).toString('base64') };
}

/** Null if it was wrapped by another key or for another contact point, or altered. */
export function unwrapDataKey({ id, key }: EnvironmentKey, wrapped: WrappedKey): Uint8Array | null {
  return open(key, Buffer.from(wrapped.wrapped, 'base64'), ['data key', wrapped.contactId, id]);
}

/** Nonce, ciphertext and tag in one. */
export function sealEvidence(
  dataKey: Uint8Array,
  { contactId, eventId }: Place,
  evidence: Evidence,
  nonce: Uint8Array,
): Uint8Array {
  return seal(dataKey, Buffer.from(jcs(evidence)), nonce, ['evidence', contactId, eventId]);
}

/** Null if it was sealed under another key or for another event, or altered. */
export function openEvidence(
  dataKey: Uint8Array,
  { contactId, eventId }: Place,
  ciphertext: Uint8Array,
): Evidence | null {
  const plain = open(dataKey, ciphertext, ['evidence', contactId, eventId]);
  return plain && Evidence.parse(JSON.parse(Buffer.from(plain).toString()));
}

/** What an event's header says of its evidence, in hex: the leaf covers it, and tells nothing once the key is gone. */
export function evidenceHash(ciphertext: Uint8Array): string {
  return createHash('sha256').update(ciphertext).digest('hex');
}

function seal(key: Uint8Array, plain: Uint8Array, nonce: Uint8Array, place: Json): Uint8Array {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(jcs(place)));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function open(key: Uint8Array, sealed: Uint8Array, place: Json): Uint8Array | null {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return null;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(jcs(place)));
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  try {
    const start = decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES));
    return Buffer.concat([start, decipher.final()]);
  } catch {
    return null;
  }
}
