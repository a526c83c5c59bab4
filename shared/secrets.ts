import { hkdfSync } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import type { KeyRing } from './domain/key-ring.ts';

const KEY_BYTES = 32;

const PepperSecret = z.object({ pepper: z.string().min(32) });
const LinkKeysSecret = z.object({ current: z.string().min(1) }).catchall(z.string().min(32));

/** `pepper` makes contact ids, `matchKey` the ids that other senders may know, `bodyKey` submission hashes. */
export type ContactKeys = { pepper: Uint8Array; matchKey: Uint8Array; bodyKey: Uint8Array };

/**
 * Fetched at the first call of an environment and kept; a failed fetch is tried anew at the next call. Functions
 * ask for them through `provenKeys`.
 */
export function contactKeys(env: { PEPPER_SECRET_ID: string }): () => Promise<ContactKeys> {
  return fetchedOnce(async () => {
    const { pepper } = PepperSecret.parse(await fetchSecret(env.PEPPER_SECRET_ID));
    return {
      pepper: derive(pepper, 'contact-id'),
      matchKey: derive(pepper, 'match-id'),
      bodyKey: derive(pepper, 'submission-body'),
    };
  });
}

export function linkKeys(env: { LINK_KEYS_SECRET_ID: string }): () => Promise<KeyRing> {
  return fetchedOnce(async () => {
    const { current, ...keys } = LinkKeysSecret.parse(await fetchSecret(env.LINK_KEYS_SECRET_ID));
    const derived = Object.entries(keys).map(([id, secret]) => [id, derive(secret, 'link')]);
    return { current, keys: Object.fromEntries(derived) };
  });
}

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

const client = new SecretsManagerClient({
  requestHandler: {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  },
});

async function fetchSecret(id: string): Promise<unknown> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  return JSON.parse(SecretString ?? 'null');
}

/** One secret, several keys, none of which tells of another (RFC 5869). */
function derive(secret: string, use: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `prior-consent ${use}`, KEY_BYTES));
}

function fetchedOnce<T>(fetch: () => Promise<T>): () => Promise<T> {
  let fetched: Promise<T> | undefined;
  return () => {
    fetched ??= fetch().catch((error: unknown) => {
      fetched = undefined;
      throw error;
    });
    return fetched;
  };
}
