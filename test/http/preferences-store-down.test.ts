import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { startFailingWorld } from './failing-world.ts';
import { preferencesDoor } from './preferences-door.ts';

const LIMIT_MS = 60_000;
/** Under the timeout of a function that withdraws, by far. */
const PATIENCE_MS = 15_000;

let failing: Awaited<ReturnType<typeof startFailingWorld>>;
let store: typeof failing.store;
let door: Awaited<ReturnType<typeof preferencesDoor>>;

beforeAll(async () => {
  failing = await startFailingWorld();
  store = failing.store;
  door = await preferencesDoor(failing.world);
});
afterAll(() => failing?.stop());
beforeEach(() => {
  store.failure = 'none';
});

describe('the preference centre while the store is down', () => {
  test.each(['everything', 'silent'] as const)(
    '(%s) takes a stop for later within the time, says so, and claims no yes',
    async (failure) => {
      const contactId = await door.person('email.offers');
      const token = door.tokenOf(contactId);
      const { submit } = await door.open(token);
      store.failure = failure;
      const start = performance.now();
      const { statusCode, body } = await submit([
        ['off', 'email.offers'],
        ['on', 'email.events'],
      ]);
      expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
      expect(statusCode).toBe(202);
      expect(body).toContain('Received, and not yet in force: stop “Offers and sales” by email.');
      expect(body).toContain('Not switched on: “Open days and courses” by email.');
      expect(body).not.toContain('Your changes are recorded');

      store.failure = 'none';
      const spooled = await failing.drainSpool();
      expect(JSON.stringify(spooled)).not.toContain(token);
      expect(failuresOf(await failing.consume(queueEvent(...spooled)))).toEqual([]);
      expect(await door.mayStart(contactId, 'email.offers')).toBe(false);
      expect(await door.mayStart(contactId, 'email.events')).toBe(false);
    },
    LIMIT_MS,
  );

  test(
    'stops everything that it can reach, and asks for the button once more while links are unknown',
    async () => {
      const contactId = await door.person('email.offers');
      const token = door.tokenOf(contactId);
      store.failure = 'everything';
      const { statusCode, body } = await door.press(token, 'stop=everything');
      expect(statusCode).toBe(503);
      expect(body).toContain('<button name="stop" value="everything">');
      store.failure = 'none';
      const spooled = await failing.drainSpool();
      expect(failuresOf(await failing.consume(queueEvent(...spooled)))).toEqual([]);
      expect(await door.mayStart(contactId, 'email.offers')).toBe(false);
    },
    LIMIT_MS,
  );

  test(
    'cannot be shown, and offers the stop all the same',
    async () => {
      const contactId = await door.person('email.offers');
      store.failure = 'everything';
      const { statusCode, body } = await door.call('GET', door.tokenOf(contactId));
      expect(statusCode).toBe(500);
      expect(body).toContain('<title>Error: ');
      expect(body).toContain('<button name="stop" value="everything">');
    },
    LIMIT_MS,
  );
});
