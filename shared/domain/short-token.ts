import { ContactId } from '../../events/scope.ts';
import { isGenuine, type KeyRing, sign } from './key-ring.ts';

const MAX_CHARACTERS = 256;
/** Still 2^96 tries. */
const MAC_BYTES = 12;
const MAC_CHARACTERS = 16;
const CONTACT_ID_CHARACTERS = 22;
/** Key ids are `k1`, `k2` and so on; longer ones than this would only make a text cost more. */
const KEY_ID_CHARACTERS = 4;

/**
 * `<kind>.<key id>.<fields>.<mac><contact id>`: about 50 characters, since every one is paid for in every text.
 * The contact id ends it, and so a letter does: some handsets take a last `-` or `_` for the end of the link.
 */
export function mintShort(
  ring: KeyRing,
  environment: string,
  { kind, fields, contactId }: { kind: string; fields: readonly string[]; contactId: ContactId },
): string {
  const head = [kind, ring.current, ...fields].join('.');
  const signed = `${head}.${ContactId.parse(contactId)}`;
  const proof = sign(ring, environment, { keyId: ring.current, signed }, MAC_BYTES);
  return `${head}.${proof}${contactId}`;
}

/** What a genuine token of this kind and environment carries; null for anything else. */
export function readShort(
  ring: KeyRing,
  environment: string,
  kind: string,
  token: string,
): { fields: string[]; contactId: ContactId } | null {
  if (token.length > MAX_CHARACTERS) return null;
  const [given, keyId, ...more] = token.split('.');
  const tail = more.pop();
  if (given !== kind || !keyId || !tail) return null;
  const contactId = tail.slice(MAC_CHARACTERS);
  const signed = [kind, keyId, ...more, contactId].join('.');
  const proof = { keyId, signed, given: tail.slice(0, MAC_CHARACTERS) };
  return isGenuine(ring, environment, proof, MAC_BYTES) ? { fields: more, contactId } : null;
}

/** As long as any token with these fields: what a text will cost is counted before there is a link. */
export function shortStandIn(kind: string, fields: readonly string[]): string {
  const tail = 'x'.repeat(MAC_CHARACTERS + CONTACT_ID_CHARACTERS);
  return [kind, 'k'.repeat(KEY_ID_CHARACTERS), ...fields, tail].join('.');
}
