import { expect, test } from '@jest/globals';
import type { ApiKey } from '../../events/api-key.ts';
import { type FindKey, rememberedKeys } from '../../shared/remembered-keys.ts';

const HOUR_MS = 60 * 60 * 1_000;
const START_MS = Date.parse('2026-11-24T10:00:00Z');

const keyOf = (keyId: string): ApiKey => ({
  ...{ keyId, clientId: 'shop', scopes: ['record'], secretHash: '0'.repeat(64) },
  ...{ createdAt: '2026-11-01T00:00:00.000Z', revokedAt: null },
});

/** A table that can be away, or fail by a mistake of ours, and a clock that is moved. */
function memoryWorld() {
  const table = new Map<string, ApiKey>();
  const world = { table, nowMs: START_MS, fault: undefined as Error | undefined };
  const find: FindKey = async (keyId) => {
    if (world.fault) throw world.fault;
    return table.get(keyId);
  };
  const clock = { now: () => new Date(world.nowMs) };
  return Object.assign(world, { find: rememberedKeys(find, clock) });
}

const away = Object.assign(new Error('nobody there'), { name: 'TimeoutError' });

test('a key that was seen serves while the table is away, for an hour and no longer', async () => {
  const world = memoryWorld();
  world.table.set('a', keyOf('a'));
  await world.find('a');
  world.fault = away;
  world.nowMs += HOUR_MS;
  expect(await world.find('a')).toEqual(keyOf('a'));
  world.nowMs += 1;
  await expect(world.find('a')).rejects.toBe(away);
});

test('a key that was never seen is not known while the table is away', async () => {
  const world = memoryWorld();
  world.fault = away;
  await expect(world.find('a')).rejects.toBe(away);
});

test('what the table said last counts: a key that it called revoked, or no longer had', async () => {
  const world = memoryWorld();
  for (const keyId of ['revoked', 'gone']) {
    world.table.set(keyId, keyOf(keyId));
    await world.find(keyId);
  }
  const revokedAt = '2026-11-24T09:00:00.000Z';
  world.table.set('revoked', { ...keyOf('revoked'), revokedAt });
  world.table.delete('gone');
  for (const keyId of ['revoked', 'gone']) await world.find(keyId);
  world.fault = away;
  expect(await world.find('revoked')).toMatchObject({ revokedAt });
  await expect(world.find('gone')).rejects.toBe(away);
});

test('an item that cannot be read is no outage, and nothing takes its place', async () => {
  const world = memoryWorld();
  world.table.set('a', keyOf('a'));
  await world.find('a');
  world.fault = new TypeError('not a key');
  await expect(world.find('a')).rejects.toBe(world.fault);
});

test('of more keys than it keeps, the ones asked for last stay', async () => {
  const world = memoryWorld();
  const ids = Array.from({ length: 1_001 }, (_, index) => `key-${index}`);
  for (const keyId of ids) world.table.set(keyId, keyOf(keyId));
  for (const keyId of ids.slice(0, 1_000)) await world.find(keyId);
  await world.find('key-0');
  await world.find('key-1000');
  world.fault = away;
  expect(await world.find('key-0')).toEqual(keyOf('key-0'));
  await expect(world.find('key-1')).rejects.toBe(away);
});
