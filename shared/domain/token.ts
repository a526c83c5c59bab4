import * as z from 'zod';
import { ContactId, Scope } from '../../events/scope.ts';
import { isGenuine, type KeyRing, sign } from './key-ring.ts';

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

/**
 * What a preference page showed: the state of the gate, and by their hash the wordings. Whoever says yes on it has
 * seen that, and no more.
 */
export const SeenPreferences = z.strictObject({
  kind: z.literal('seen'),
  contactId: ContactId,
  basis: z.int().min(0),
  seq: z.int().min(0),
  heard: z.int().min(0),
  locale: z.string(),
  renderedHash: z.string(),
});

const MAX_TOKEN_CHARACTERS = 2_048;
const MAC_BYTES = 16;
const VERSION = 'v1';

export type PermitToken = z.infer<typeof PermitToken>;
export type FormToken = z.infer<typeof FormToken>;
export type SeenPreferences = z.infer<typeof SeenPreferences>;

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
  return `${signed}.${sign(ring, environment, { keyId: ring.current, signed }, MAC_BYTES)}`;
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
