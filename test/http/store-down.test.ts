import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FormDefinition } from '../../events/form.ts';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import { permission } from '../../shared/domain/permission.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { OPEN } from '../histories.ts';
import { startFailingWorld } from './failing-world.ts';
import { FORM_TYPE, formDoor } from './form-door.ts';
import { SCOPE, unsubscribeDoor } from './unsubscribe-door.ts';

/** Under the timeout of a function that withdraws, by far. */
const PATIENCE_MS = 15_000;

let failing: Awaited<ReturnType<typeof startFailingWorld>>;
let store: typeof failing.store;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;
let form: Awaited<ReturnType<typeof formDoor>>;

beforeAll(async () => {
  failing = await startFailingWorld();
  store = failing.store;
  door = await unsubscribeDoor(failing.world);
  form = await formDoor(failing.world);
});
afterAll(() => failing?.stop());
beforeEach(() => {
  store.failure = 'none';
});

const ONE_CLICK = {
  headers: { 'content-type': FORM_TYPE },
  body: 'List-Unsubscribe=One-Click',
};

const reasonAt = async (contactId: string) => {
  const gate = await door.ledger.readGate(contactId);
  return permission(gate, SCOPE, new Date(), OPEN).reason;
};

describe('an unsubscribe while the store is down', () => {
  test.each([
    ['transactions', 'held'],
    // Neither withdrawn nor held: nobody can claim either, as long as it lasts.
    ['everything', 'consented'],
    ['silent', 'consented'],
  ] as const)(
    '(%s) is received within the time, and in force once it is back',
    async (failure, meanwhile) => {
      const { contactId, token } = await door.subscriber();
      store.failure = failure;
      const start = performance.now();
      const answer = await door.call('POST', token);
      expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
      expect(answer).toMatchObject({ statusCode: 202 });
      expect(answer.body).toMatch(/not yet in force/);
      expect(answer.body).not.toMatch(/You are unsubscribed/);
      expect(await reasonAt(contactId)).toBe(meanwhile);

      store.failure = 'none';
      const spooled = await failing.drainSpool();
      expect(spooled).toMatchObject([{ parts: [{ contactId }] }]);
      expect(JSON.stringify(spooled)).not.toContain(token);
      expect(failuresOf(await failing.consume(queueEvent(...spooled, ...spooled)))).toEqual([]);
      expect(await reasonAt(contactId)).toBe('withdrawn');
      expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
    },
    60_000,
  );

  test('F1: whose answer got lost is found on record: in force, and nothing is spooled', async () => {
    const { contactId, token } = await door.subscriber();
    store.failure = 'answers';
    expect(await door.call('POST', token)).toMatchObject({ statusCode: 200 });
    expect(await reasonAt(contactId)).toBe('withdrawn');
    expect(await failing.drainSpool()).toEqual([]);
  }, 30_000);

  test('by a mail provider gets a 503, so that it tries again, and is spooled all the same', async () => {
    const { contactId, token } = await door.subscriber();
    store.failure = 'transactions';
    expect(await door.call('POST', token, ONE_CLICK)).toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '2' },
    });
    store.failure = 'none';
    expect(await door.call('POST', token, ONE_CLICK)).toMatchObject({ statusCode: 200 });
    expect(await reasonAt(contactId)).toBe('withdrawn');
    expect(failuresOf(await failing.consume(queueEvent(...(await failing.drainSpool()))))).toEqual(
      [],
    );
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  }, 30_000);

  test('a spooled message that cannot be applied goes back, and only that one', async () => {
    const [one, other] = [await door.subscriber(), await door.subscriber()];
    store.failure = 'transactions';
    await Promise.all([one, other].map(({ token }) => door.call('POST', token)));
    const spooled = await failing.drainSpool();
    expect(failuresOf(await failing.consume(queueEvent(...spooled)))).toEqual(['m0', 'm1']);
    store.failure = 'none';
    expect(failuresOf(await failing.consume(queueEvent('{', ...spooled)))).toEqual(['m0']);
    expect([await reasonAt(one.contactId), await reasonAt(other.contactId)]).toEqual([
      'withdrawn',
      'withdrawn',
    ]);
  }, 60_000);
});

describe('a form while the store is down', () => {
  const ADDRESS = 'Jane Doe\n1 High Street\nLarkfield\nLF1 2AB';
  const postalId = () => {
    const point = contactPointOf('post', ADDRESS);
    if (!point) throw new Error('no address');
    return contactIdsOf(form.keys, point).contactId;
  };
  const served = async (): Promise<FormDefinition> =>
    JSON.parse((await form.get('contact')).body ?? '');

  // Ids are made under a proven pepper only, and a store that is down proves none.
  beforeAll(async () => {
    const { formToken } = await form.serve();
    await form.postJson({
      email: 'earlier@example.com',
      consents: [SCOPE],
      age: '13-or-over',
      formToken,
    });
  });

  test('takes an objection to post, and says that it is not yet in force', async () => {
    const { formToken } = await served();
    store.failure = 'transactions';
    const fields = { address: ADDRESS, consents: ['post.offers'], age: '13-or-over', formToken };
    const answer = await form.postJson(fields, { formId: 'contact' });
    expect(answer.statusCode).toBe(202);
    expect(JSON.parse(answer.body ?? '')).toMatchObject({
      received: true,
      message: expect.stringMatching(/not yet in force/),
    });
    store.failure = 'none';
    const spooled = await failing.drainSpool();
    expect(JSON.stringify(spooled)).not.toMatch(/Jane|High Street|LF1/i);
    await failing.consume(queueEvent(...spooled));
    expect(await door.ledger.readGate(postalId())).toMatchObject({
      holds: [],
      matchId: expect.any(String),
      epochs: { 'post.offers': { reason: 'objected' } },
    });
  }, 30_000);

  test('with a yes beside the objection asks for it once more, and then records it', async () => {
    const { formToken } = await served();
    const email = 'yes-and-no@example.com';
    const consents = ['email.offers', 'post.catalogue'];
    const fields = { email, address: ADDRESS, consents, age: '13-or-over', formToken };
    store.failure = 'transactions';
    const answer = await form.postJson(fields, { formId: 'contact' });
    expect(answer).toMatchObject({ statusCode: 503 });
    expect(answer.body).toMatch(/send the form once more/);
    store.failure = 'none';
    await failing.consume(queueEvent(...(await failing.drainSpool())));
    expect(await form.changesOf(email)).toEqual([]);
    expect(await form.postJson(fields, { formId: 'contact' })).toMatchObject({ statusCode: 200 });
    expect(await form.changesOf(email)).toMatchObject([{ type: 'ConsentGranted' }]);
    const gate = await door.ledger.readGate(postalId());
    expect(gate?.epochs['post.catalogue']).toMatchObject({ reason: 'objected' });
  }, 30_000);

  test('with nothing but a yes fails, and holds and spools nothing', async () => {
    const { formToken } = await form.serve();
    store.failure = 'transactions';
    const fields = { email: 'yes@example.com', consents: [SCOPE], age: '13-or-over', formToken };
    expect((await form.postJson(fields)).statusCode).toBeGreaterThanOrEqual(500);
    expect(await failing.drainSpool()).toEqual([]);
    expect(await door.ledger.readGate(form.contactOf('yes@example.com'))).toBeUndefined();
  }, 30_000);
});

describe('without store and queue', () => {
  test('an unsubscribe is not acknowledged, the page says so, and the hold that could be set stays', async () => {
    const { contactId, token } = await door.subscriber();
    await failing.queues.stop();
    store.failure = 'transactions';
    const answer = await door.call('POST', token);
    expect(answer).toMatchObject({ statusCode: 503 });
    expect(answer.body).toMatch(/You are not unsubscribed yet/);
    expect(await reasonAt(contactId)).toBe('held');
    store.failure = 'none';
    expect(await door.call('POST', token)).toMatchObject({ statusCode: 200 });
    expect(await door.ledger.readGate(contactId)).toMatchObject({ holds: [] });
  }, 30_000);
});
