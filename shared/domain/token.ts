import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { ContactId, Purpose, Scope } from '../../events/scope.ts';
import { hmacSha256 } from './hmac.ts';
import { scopeOf } from './scope.ts';

/** Every key that ever signed still verifies: links never expire. Only issuing rotates. */
export type KeyRing = { current: string; keys: Readonly<Record<string, Uint8Array>> };

/** What a link in a marketing email may do, and all it may do: take that scope away from that contact point. */
export const UnsubscribeToken = z.strictObject({
  kind: z.literal('u'),
  contactId: ContactId,
  scope: Scope,
  messageId: z.string().min(1).max(128),
});

/** A permit in the hands of an outside sender: bound to who claimed it, for whom and for which message. */
export const PermitToken = z.strictObject({
  kind: z.literal('permit'),
  client: z.string(),
  messageId: z.string(),
  contactId: ContactId,
  /** Its name in the gate. */
  permit: z.string().min(1).max(100),
});

/** Proves what a form served; its nonce names the one submission that it is good for. */
export const FormToken = z.strictObject({
  kind: z.literal('f'),
  formId: z.string(),
  noticeId: z.string(),
  /** The wording that each choice was asked with. */
  wordings: z.partialRecord(Scope, z.string()),
  locale: z.string(),
  renderedHash: z.string(),
  nonce: z.string().min(16).max(64),
  expiresAt: z.iso.datetime(),
});

/** What the link in a text may do: the same, in few characters. Its channel is always `sms`. */
export type TextLink = { contactId: ContactId; purpose: Purpose };

const MAX_TOKEN_CHARACTERS = 2_048;
const MAC_BYTES = 16;
const VERSION = 'v1';

const TEXT_LINK = 't1';
/** Still 2^96 tries at a link whose one use is to receive less. */
const TEXT_LINK_MAC_BYTES = 12;
const TEXT_LINK_MAC_CHARACTERS = 16;
const CONTACT_ID_CHARACTERS = 22;
/** Key ids are `k1`, `k2` and so on; longer ones than this would only make a text cost more. */
const KEY_ID_CHARACTERS = 4;

export type PermitToken = z.infer<typeof PermitToken>;
export type FormToken = z.infer<typeof FormToken>;

type TokenSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/** `v1.<key id>.<payload>.<mac>`, of `[A-Za-z0-9._-]` only. The MAC covers kind, environment and key id. */
export function mintToken<S extends TokenSchema>(
  ring: KeyRing,
  environment: string,
  schema: S,
  claims: z.infer<S>,
): string {
  const payload = Buffer.from(JSON.stringify(schema.parse(claims))).toString('base64url');
  const signed = [VERSION, ring.current, payload].join('.');
  return `${signed}.${mac(keyOf(ring, ring.current), environment, signed, MAC_BYTES)}`;
}

/** The claims of a genuine token of this kind and environment; null for anything else. */
export function readToken<S extends TokenSchema>(
  ring: KeyRing,
  environment: string,
  schema: S,
  token: string,
): z.infer<S> | null {
  if (token.length > MAX_TOKEN_CHARACTERS) return null;
  const [version, keyId, payload, given, ...rest] = token.split('.');
  if (version !== VERSION || !keyId || !payload || !given || rest.length > 0) return null;
  const signed = [version, keyId, payload].join('.');
  if (!isGenuine(ring, environment, { keyId, signed, given }, MAC_BYTES)) return null;
  const claims = schema.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  return claims.success ? claims.data : null;
}

/**
 * `t1.<key id>.<purpose>.<mac><contact id>`: about 50 characters, since every one is paid for in every text.
 * The contact id ends it, and so a letter does: some handsets take a last `-` or `_` for the end of the link.
 */
export function mintTextLink(
  ring: KeyRing,
  environment: string,
  { contactId, purpose }: TextLink,
): string {
  const head = [TEXT_LINK, ring.current, Purpose.parse(purpose)].join('.');
  const signed = `${head}.${ContactId.parse(contactId)}`;
  const proof = mac(keyOf(ring, ring.current), environment, signed, TEXT_LINK_MAC_BYTES);
  return `${head}.${proof}${contactId}`;
}

/** As long as any link in a text: what the text will cost is counted before there is a link. */
export function textLinkStandIn(purpose: Purpose): string {
  const tail = 'x'.repeat(TEXT_LINK_MAC_CHARACTERS + CONTACT_ID_CHARACTERS);
  return [TEXT_LINK, 'k'.repeat(KEY_ID_CHARACTERS), purpose, tail].join('.');
}

/** Whom and what a link takes away, in either of its two forms; null for anything that is not ours. */
export function readUnsubscribeLink(
  ring: KeyRing,
  environment: string,
  token: string,
): { contactId: ContactId; scope: Scope } | null {
  return token.startsWith(`${TEXT_LINK}.`)
    ? readTextLink(ring, environment, token)
    : readToken(ring, environment, UnsubscribeToken, token);
}

function readTextLink(ring: KeyRing, environment: string, token: string) {
  if (token.length > MAX_TOKEN_CHARACTERS) return null;
  const [kind, keyId, purpose, tail, ...rest] = token.split('.');
  if (!keyId || !purpose || !tail || rest.length > 0) return null;
  const given = tail.slice(0, TEXT_LINK_MAC_CHARACTERS);
  const contactId = tail.slice(TEXT_LINK_MAC_CHARACTERS);
  const signed = [kind, keyId, purpose, contactId].join('.');
  const proof = { keyId, signed, given };
  if (!isGenuine(ring, environment, proof, TEXT_LINK_MAC_BYTES)) return null;
  return { contactId, scope: scopeOf('sms', purpose) };
}

function keyOf(ring: KeyRing, keyId: string): Uint8Array {
  const key = findKey(ring, keyId);
  if (!key) throw new Error(`the key ring has no key ${keyId}`);
  return key;
}

function findKey({ keys }: KeyRing, keyId: string): Uint8Array | undefined {
  return Object.hasOwn(keys, keyId) ? keys[keyId] : undefined;
}

type Proof = { keyId: string; signed: string; given: string };

/** Compared as text: decoding base64url would forgive changes in the unused last bits. */
function isGenuine(
  ring: KeyRing,
  environment: string,
  { keyId, signed, given }: Proof,
  macBytes: number,
): boolean {
  const key = findKey(ring, keyId);
  if (!key) return false;
  const expected = Buffer.from(mac(key, environment, signed, macBytes));
  const received = Buffer.from(given);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

function mac(key: Uint8Array, environment: string, signed: string, bytes: number): string {
  const digest = hmacSha256(key, `${environment}|${signed}`);
  return digest.subarray(0, bytes).toString('base64url');
}
