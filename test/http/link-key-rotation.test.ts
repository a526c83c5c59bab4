import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { newContact, unsubscribeDoor } from './unsubscribe-door.ts';
import { ENVIRONMENT, startWorld, type World } from './world.ts';

const FRESH_MS = 1_000;
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
    await sleep(FRESH_MS);
    const fresh = await linkKeys(SECRET)();
    const token = door.tokenUnder(fresh, contactId);
    expect(token).toMatch(/^v1\.k2\./);
    const together = await Promise.all(['POST', 'GET', 'POST'].map((way) => door.call(way, token)));
    expect(together.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });
});

test('control: the ring that it had before reads no such link', async () => {
  const ring = await linkKeys(SECRET)();
  const token = door.tokenUnder(ring, newContact());
  const { [ring.current]: _, ...others } = ring.keys;
  expect(readUnsubscribeLink(ring, ENVIRONMENT, token)).not.toBeNull();
  expect(readUnsubscribeLink({ current: 'k1', keys: others }, ENVIRONMENT, token)).toBeNull();
});

describe('a ring of link keys', () => {
  const aged = () => {
    let nowMs = 0;
    return {
      keys: linkKeys(SECRET, { monotonicMs: () => nowMs }),
      pass: (ms: number) => {
        nowMs += ms;
      },
    };
  };

  test('is fetched once for all tokens under keys that it has', async () => {
    const { keys, pass } = aged();
    const ring = await keys();
    pass(FRESH_MS);
    expect(await keys.forToken('v1.k1.x.y')).toBe(ring);
  });

  test('is fetched again, once a second at most, for those that name another', async () => {
    const { keys, pass } = aged();
    const ring = await keys();
    expect(await keys.forToken('v1.k9.x.y')).toBe(ring);
    pass(FRESH_MS);
    const again = await keys.forToken('t1.k8.x.y');
    expect(again).not.toBe(ring);
    expect(await keys.forToken('v1.constructor.x.y')).toBe(again);
    expect(await keys()).toBe(again);
  });

  test('that cannot be fetched again refuses nobody, and still mints', async () => {
    const { keys, pass } = aged();
    const ring = await keys();
    pass(FRESH_MS);
    world.changeSecret('link-keys', { current: '' });
    const asking = Promise.allSettled(['v1.k8.x.y', 'v1.k9.x.y'].map(keys.forToken));
    expect((await asking).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await keys()).toBe(ring);
    world.changeSecret('link-keys', {});
  });

  test('is not fetched for what is no token', async () => {
    const { keys, pass } = aged();
    const ring = await keys();
    pass(FRESH_MS);
    for (const token of ['', 'newsletter', '.', 'a.']) {
      expect(await keys.forToken(token)).toBe(ring);
    }
  });
});
