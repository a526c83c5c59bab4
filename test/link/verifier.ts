import { createHmac } from 'node:crypto';
import * as z from 'zod';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { readToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';

/** Whether `token` is one that the unsubscribe door acts on. */
export type Verifier = (ring: KeyRing, token: string) => boolean;

/** The product's own. */
export const genuineVerifier: Verifier = (ring, token) =>
  readToken(ring, PRODUCT_ENVIRONMENT, UnsubscribeToken, token) !== null;

/** What a careless verifier may get wrong, one at a time. */
type Mistake = {
  sameMac?(expected: string, given: string): boolean;
  environments?: readonly string[];
  /** Which token does its own unsubscribing. */
  claims?: z.ZodType;
  ring?(ring: KeyRing): KeyRing;
  keyOf?(ring: KeyRing, keyId: string): Uint8Array | undefined;
};

const MAC_BYTES = 16;

/** The same rules written a second time, with a mistake in them. */
export function careless(mistake: Mistake): Verifier {
  const { sameMac = (a, b) => a === b, environments = [PRODUCT_ENVIRONMENT] } = mistake;
  const { claims = UnsubscribeToken, ring: seen = (ring) => ring } = mistake;
  const { keyOf = ({ keys }, id) => (Object.hasOwn(keys, id) ? keys[id] : undefined) } = mistake;
  return (ring, token) => {
    const [version = '', keyId = '', payload = '', mac = '', ...rest] = token.split('.');
    const key = keyOf(seen(ring), keyId);
    if (version !== 'v1' || !key || rest.length > 0) return false;
    const genuine = environments.some((environment) => {
      const signed = `${environment}|${version}.${keyId}.${payload}`;
      const digest = createHmac('sha256', key).update(signed).digest();
      return sameMac(digest.subarray(0, MAC_BYTES).toString('base64url'), mac);
    });
    return genuine && claims.safeParse(claimsIn(payload)).success;
  };
}

/** Those of any kind of token. */
export const anyClaims = z.looseObject({ kind: z.string() });

function claimsIn(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString());
  } catch {
    return null;
  }
}
