import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FormDefinition } from '../../events/form.ts';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import { permission } from '../../shared/domain/permission.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { OPEN } from '../histories.ts';
import { startFailingStore } from './failing-store.ts';
import { FORM_TYPE, formDoor } from './form-door.ts';
import { type QueueWorld, startQueues } from './queue-world.ts';
import { SCOPE, unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

const SPOOL = 'withdrawal-spool';
/** Under the timeout of a function that withdraws, by far. */
const PATIENCE_MS = 15_000;

let world: World;
let store: Awaited<ReturnType<typeof startFailingStore>>;
let queues: QueueWorld;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;
let form: Awaited<ReturnType<typeof formDoor>>;
let consume: typeof import('../../functions/queue/apply-spooled-withdrawals.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  store = await startFailingStore(world.endpoint);
  queues = await startQueues(SPOOL);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    WITHDRAWAL_SPOOL_URL: queues.urlOf(SPOOL),
  });
  door = await unsubscribeDoor(world);
  form = await formDoor(world);
  ({ handler: consume } = await import('../../functions/queue/apply-spooled-withdrawals.ts'));
});
afterAll(async () => {
  await queues?.stop();
  await store?.stop();
  await world?.stop();
});
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
      const spooled = await queues.drain(SPOOL);
      expect(spooled).toMatchObject([{ parts: [{ contactId }] }]);
      expect(JSON.stringify(spooled)).not.toContain(token);
      expect(failuresOf(await consume(queueEvent(...spooled, ...spooled)))).toEqual([]);
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
    expect(await queues.drain(SPOOL)).toEqual([]);
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
    expect(failuresOf(await consume(queueEvent(...(await queues.drain(SPOOL)))))).toEqual([]);
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  }, 30_000);

  test('a spooled message that cannot be applied goes back, and only that one', async () => {
    const [one, other] = [await door.subscriber(), await door.subscriber()];
    store.failure = 'transactions';
    await Promise.all([one, other].map(({ token }) => door.call('POST', token)));
    const spooled = await queues.drain(SPOOL);
    expect(failuresOf(await consume(queueEvent(...spooled)))).toEqual(['m0', 'm1']);
    store.failure = 'none';
    expect(failuresOf(await consume(queueEvent('{', ...spooled)))).toEqual(['m0']);
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
    const spooled = await queues.drain(SPOOL);
    expect(JSON.stringify(spooled)).not.toMatch(/Jane|High Street|LF1/i);
    await consume(queueEvent(...spooled));
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
    await consume(queueEvent(...(await queues.drain(SPOOL))));
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
    expect(await queues.drain(SPOOL)).toEqual([]);
    expect(await door.ledger.readGate(form.contactOf('yes@example.com'))).toBeUndefined();
  }, 30_000);
});

describe('without store and queue', () => {
  test('an unsubscribe is not acknowledged, the page says so, and the hold that could be set stays', async () => {
    const { contactId, token } = await door.subscriber();
    await queues.stop();
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
