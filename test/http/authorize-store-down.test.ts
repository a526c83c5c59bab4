import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createApiKey, revokeApiKey } from '../../shared/api-keys.ts';
import { TABLE_NAMES } from '../engine.ts';
import { type Failure, startFailingStore } from './failing-store.ts';
import { startWorld, type World } from './world.ts';

const TABLE = TABLE_NAMES.OPERATIONS_TABLE;
const NOW = new Date('2026-11-24T10:00:00Z');
const TIMEOUT_MS = 5_000;

let world: World;
let store: Awaited<ReturnType<typeof startFailingStore>>;
let authorize: typeof import('../../functions/http/authorize.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  store = await startFailingStore(world.endpoint);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = store.endpoint;
  ({ handler: authorize } = await import('../../functions/http/authorize.ts'));
});
afterAll(async () => {
  await store?.stop();
  await world?.stop();
});
beforeEach(() => {
  store.failure = 'none';
});

const present = (key: string) =>
  authorize({
    headers: { authorization: `Bearer ${key}` },
  } as Partial<APIGatewayRequestAuthorizerEventV2> as APIGatewayRequestAuthorizerEventV2);

const newKey = () => createApiKey(world.dynamo, TABLE, 'shop', ['record'], NOW);

async function usedKey() {
  const made = await newKey();
  expect(await present(made.key)).toMatchObject({ isAuthorized: true });
  return made;
}

const away: Failure[] = ['everything', 'silent'];

describe.each(away)('while the store is away (%s)', (failure) => {
  test('a key that this environment has seen says who calls, in time, so that its stop can be spooled', async () => {
    const { key } = await usedKey();
    store.failure = failure;
    const start = performance.now();
    expect(await present(key)).toMatchObject({
      isAuthorized: true,
      context: { clientId: 'shop', scopes: 'record', limited: false },
    });
    expect(performance.now() - start).toBeLessThan(TIMEOUT_MS);
  }, 20_000);

  test('another secret under its id is refused', async () => {
    const { key } = await usedKey();
    store.failure = failure;
    const wrong = key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A');
    expect(await present(wrong)).toMatchObject({ isAuthorized: false });
  }, 20_000);

  test('one that was seen revoked stays refused', async () => {
    const { key, keyId } = await usedKey();
    await revokeApiKey(world.dynamo, TABLE, keyId, NOW);
    expect(await present(key)).toMatchObject({ isAuthorized: false });
    store.failure = failure;
    expect(await present(key)).toMatchObject({ isAuthorized: false });
  }, 20_000);

  test('one that was never seen is neither let in nor called wrong', async () => {
    const { key } = await newKey();
    store.failure = failure;
    await expect(present(key)).rejects.toThrow();
  }, 20_000);
});

test('a key is asked for again as soon as the store answers', async () => {
  const { key, keyId } = await usedKey();
  store.failure = 'everything';
  expect(await present(key)).toMatchObject({ isAuthorized: true });
  store.failure = 'none';
  await revokeApiKey(world.dynamo, TABLE, keyId, NOW);
  expect(await present(key)).toMatchObject({ isAuthorized: false });
});
