import { hkdfSync } from 'node:crypto';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { type Clock, systemClock } from './clock.ts';
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

export type LinkKeys = {
  /** To mint with: kept as long as the environment, since every key that ever signed still verifies. */
  (): Promise<KeyRing>;
  /** To read this token with: fetched anew where its key may have been added since. */
  forToken(token: string): Promise<KeyRing>;
};

/**
 * A ring of this age knows every key that a link can carry by now: nobody is slowed down by, and nobody asks the
 * secret more often for, tokens that name a key that nobody ever had.
 */
const FRESH_MS = 1_000;

export function linkKeys(
  env: { LINK_KEYS_SECRET_ID: string },
  clock: Pick<Clock, 'monotonicMs'> = systemClock,
): LinkKeys {
  let fetchedAtMs = Number.NEGATIVE_INFINITY;
  let refetching: Promise<KeyRing> | undefined;
  const fetchRing = async (): Promise<KeyRing> => {
    const begunAtMs = clock.monotonicMs();
    const { current, ...keys } = LinkKeysSecret.parse(await fetchSecret(env.LINK_KEYS_SECRET_ID));
    const derived = Object.entries(keys).map(([id, secret]) => [id, derive(secret, 'link')]);
    fetchedAtMs = begunAtMs;
    return { current, keys: Object.fromEntries(derived) };
  };
  let ring = fetchedOnce(fetchRing);

  const refetch = async () => {
    const fresh = await fetchRing();
    ring = () => Promise.resolve(fresh);
    return fresh;
  };
  const mint = () => ring();
  const forToken = async (token: string) => {
    const known = await ring();
    const [, keyId] = token.split('.', 2);
    if (!keyId || Object.hasOwn(known.keys, keyId)) return known;
    // First of all: whoever comes meanwhile shares the answer, and is not refused by the ring before it.
    if (!refetching && clock.monotonicMs() - fetchedAtMs < FRESH_MS) return ring();
    refetching ??= refetch().finally(() => {
      refetching = undefined;
    });
    return refetching;
  };
  return Object.assign(mint, { forToken });
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
