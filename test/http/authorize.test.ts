import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createApiKey, revokeApiKey } from '../../shared/api-keys.ts';
import { TABLE_NAMES } from '../engine.ts';
import { startWorld, type World } from './world.ts';

type Authorize = typeof import('../../functions/http/authorize.ts').handler;

const TABLE = TABLE_NAMES.OPERATIONS_TABLE;
const NOW = new Date('2026-11-23T10:00:00Z');

let world: World;
let authorize: Authorize;

beforeAll(async () => {
  world = await startWorld();
  ({ handler: authorize } = await import('../../functions/http/authorize.ts'));
});
afterAll(() => world?.stop());

const present = (authorization: string | undefined) =>
  authorize({
    headers: authorization === undefined ? undefined : { authorization },
  } as APIGatewayRequestAuthorizerEventV2);

const makeKey = () => createApiKey(world.dynamo, TABLE, 'shop', ['check', 'send'], NOW);

const REFUSED = { isAuthorized: false, context: { clientId: '', scopes: '' } };

describe('an API key', () => {
  test.each(['Bearer', 'bearer'])(
    'that is good, as %s: says who calls and what it may',
    async (scheme) => {
      const { key } = await makeKey();
      expect(await present(`${scheme} ${key}`)).toMatchObject({
        isAuthorized: true,
        context: { clientId: 'shop', scopes: 'check send', limit: 30_000, limited: false },
      });
    },
  );

  test('that is revoked: refused from the next request on', async () => {
    const { key, keyId } = await makeKey();
    expect(await present(`Bearer ${key}`)).toMatchObject({ isAuthorized: true });
    expect(await revokeApiKey(world.dynamo, TABLE, keyId, NOW)).toBe(true);
    expect(await present(`Bearer ${key}`)).toEqual(REFUSED);
    expect(await revokeApiKey(world.dynamo, TABLE, keyId, NOW)).toBe(false);
  });

  const swapEnd = (text: string) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
  const wrong: [string, (key: string) => string | undefined][] = [
    ['no header', () => undefined],
    ['an empty header', () => ''],
    ['the key alone', (key) => key],
    ['another scheme', (key) => `Basic ${key}`],
    ['two spaces', (key) => `Bearer  ${key}`],
    ['something after it', (key) => `Bearer ${key} x`],
    ['a line break after it', (key) => `Bearer ${key}\n`],
    ['a wrong secret', (key) => `Bearer ${swapEnd(key)}`],
    ['an unknown key id', (key) => `Bearer pc_000000000000_${key.slice(16)}`],
    ['a secret cut short', (key) => `Bearer ${key.slice(0, -1)}`],
    ['no secret', (key) => `Bearer ${key.slice(0, 16)}`],
    ['a header of 100,000 characters', () => `Bearer ${'x'.repeat(100_000)}`],
  ];

  test.each(wrong)('with %s: refused, and every refusal looks alike', async (_, headerOf) => {
    const { key } = await makeKey();
    expect(await present(headerOf(key))).toEqual(REFUSED);
  });

  test('is not kept: neither it nor its secret stands anywhere in the table', async () => {
    const { key, keyId } = await makeKey();
    const { ScanCommand } = await import('@aws-sdk/lib-dynamodb');
    const { Items } = await world.dynamo.send(new ScanCommand({ TableName: TABLE }));
    expect(JSON.stringify(Items)).toContain(keyId);
    expect(JSON.stringify(Items)).not.toContain(key.slice(`pc_${keyId}_`.length));
  });
});
