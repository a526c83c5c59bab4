import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { linkKeys } from '../../shared/secrets.ts';
import { unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

const SECRET = { LINK_KEYS_SECRET_ID: 'link-keys' };
const NEW_KEY = 'a-new-link-key-of-the-test-world-0123456789';

let world: World;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await unsubscribeDoor(world);
});
afterAll(() => world?.stop());

describe('OCU-16: a link under a key that was added while the door was awake', () => {
  test('works at once', async () => {
    const { contactId } = await door.subscriber();
    expect(await door.call('GET', door.tokenOf(contactId))).toMatchObject({ statusCode: 200 });
    world.changeSecret('link-keys', { k2: NEW_KEY, current: 'k2' });
    const fresh = await linkKeys(SECRET)();
    const token = door.tokenUnder(fresh, contactId);
    expect(token).toMatch(/^v1\.k2\./);
    expect(await door.call('GET', token)).toMatchObject({ statusCode: 200 });
    expect(await door.call('POST', token)).toMatchObject({ statusCode: 200 });
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });
});

describe('a ring of link keys', () => {
  const counted = () => {
    const slept: number[] = [];
    let nowMs = 0;
    const sleep = async (forMs: number) => {
      slept.push(forMs);
      nowMs += forMs;
    };
    return { slept, keys: linkKeys(SECRET, { monotonicMs: () => nowMs, sleep }) };
  };

  test('is fetched once for all tokens under keys that it has', async () => {
    const { slept, keys } = counted();
    const ring = await keys();
    for (let count = 0; count < 3; count++) expect(await keys.forToken('v1.k1.x.y')).toBe(ring);
    expect(slept).toEqual([]);
  });

  test('is fetched again, once a second at most, for those that name another', async () => {
    const { slept, keys } = counted();
    const ring = await keys();
    const forged = await Promise.all(
      ['v1.k9.x.y', 't1.k8.x.y', 'v1.constructor.x.y'].map(keys.forToken),
    );
    expect(forged[0]).not.toBe(ring);
    expect(new Set(forged).size).toBe(1);
    expect(slept).toEqual([1_000]);
    await keys.forToken('v1.k7.x.y');
    expect(slept).toEqual([1_000, 1_000]);
  });

  test('is not fetched for what is no token', async () => {
    const { slept, keys } = counted();
    await Promise.all(['', 'newsletter', '.', 'a.'].map(keys.forToken));
    expect(slept).toEqual([]);
  });
});
