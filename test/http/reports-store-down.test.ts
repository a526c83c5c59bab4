import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ConsentReceived } from '../../events/consent.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { consentDoor, faultsOf, grantOf, json, newsletter, reportOf } from './consent-door.ts';
import { startFailingWorld } from './failing-world.ts';

const SCOPE = 'email.newsletter';
/** Under the timeout of a function that withdraws. */
const PATIENCE_MS = 23_000;

let failing: Awaited<ReturnType<typeof startFailingWorld>>;
let store: typeof failing.store;
let door: Awaited<ReturnType<typeof consentDoor>>;

beforeAll(async () => {
  failing = await startFailingWorld();
  store = failing.store;
  door = await consentDoor(failing.world);
});
afterAll(() => failing?.stop());
beforeEach(() => {
  store.failure = 'none';
});

/** Somebody who gets the newsletter; both functions have proven their pepper by then. */
async function reader(email: string) {
  await door.recorded(`yes-of-${email}`, { contact: { email }, grants: [newsletter] });
  await door.imports(`warm-${email}`, { provenance: 'collected_by_us', rows: [{}] });
  return { contact: { email }, reason: () => door.reasonFor(SCOPE, email) };
}

async function applySpooled() {
  store.failure = 'none';
  const spooled = await failing.drainSpool();
  expect(failuresOf(await failing.consume(queueEvent(...spooled)))).toEqual([]);
  return spooled;
}

describe('what a server reports while the store is down', () => {
  test('a withdrawal is held, spooled and answered 202; later it is in force, without its evidence', async () => {
    const { contact, reason } = await reader('spooled@example.com');
    const body = { contact, withdrawals: [{ channel: 'email' }], evidence: { method: 'phone' } };
    store.failure = 'transactions';
    const answer = await door.consent('stop', body);
    expect(answer.statusCode).toBe(202);
    expect(ConsentReceived.parse(json(answer)).message).toMatch(/not yet in force/);
    expect(await reason()).toBe('held');

    const spooled = await applySpooled();
    expect(JSON.stringify(spooled)).not.toContain(contact.email);
    expect(await reason()).toBe('withdrawn');
    const [granted, withdrawn] = await door.eventsOf(SCOPE, contact.email);
    expect(granted).toHaveProperty('evidenceHash');
    expect(withdrawn).toMatchObject({ source: 'api', changes: [{ type: 'ConsentWithdrawn' }] });
    expect(withdrawn).not.toHaveProperty('evidenceHash');

    const again = await door.consent('stop', body);
    expect(again.statusCode).toBe(200);
    expect(json(again)).toMatchObject({ withdrawals: ['withdrawn'] });
  }, 60_000);

  test('with a grant beside the withdrawal: 503, the withdrawal waits, and the same request brings the grant', async () => {
    const { contact, reason } = await reader('mixed@example.com');
    const grants = [grantOf('email.offers')];
    const body = { contact, withdrawals: [{ channel: 'email', purpose: 'newsletter' }], grants };
    store.failure = 'transactions';
    const answer = await door.consent('mixed', body);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toMatch(/withdrawals are received/);
    await applySpooled();
    expect(await reason()).toBe('withdrawn');
    expect(await door.reasonFor('email.offers', contact.email)).toBe('no_consent');
    expect((await door.consent('mixed', body)).statusCode).toBe(201);
    expect(await door.reasonFor('email.offers', contact.email)).toBe('consented');
  }, 60_000);

  test('with a fault beside the withdrawal: 422 that says it waits, and later it is in force', async () => {
    const { contact, reason } = await reader('faulty@example.com');
    store.failure = 'transactions';
    const body = { contact: { ...contact, phone: 'not a number' }, withdrawals: [{}] };
    const answer = await door.consent('faulty', body);
    expect(answer.statusCode).toBe(422);
    expect(faultsOf(answer)).toHaveProperty(['#/contact/phone']);
    expect(json(answer).detail).toMatch(/Received all the same.*: withdrawals\/0\.$/);
    expect(json(answer).detail).not.toMatch(/put in force/);
    expect(await reason()).toBe('held');
    await applySpooled();
    expect(await reason()).toBe('withdrawn');
  }, 60_000);

  test('a stop of everything stops the named, even where the links cannot be read, and asks for one more try', async () => {
    const phone = '07700 900456';
    const { contact, reason } = await reader('linked@example.com');
    const grants = [grantOf('email.offers'), grantOf('sms.offers')];
    await door.recorded('both', { contact: { ...contact, phone }, grants });
    const body = { contact, withdrawals: [{}] };
    store.failure = 'everything';
    const start = performance.now();
    const answer = await door.consent('all', body);
    expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toMatch(/cannot be looked up/);
    await applySpooled();
    expect(await reason()).toBe('withdrawn');
    expect(await door.reasonFor('sms.offers', phone)).toBe('consented');
    expect((await door.consent('all', body)).statusCode).toBe(201);
    expect(await door.reasonFor('sms.offers', phone)).toBe('withdrawn');
  }, 60_000);

  test('what lies in the spool tells nothing of the key, where a client puts an address', async () => {
    const { contact } = await reader('in-a-key@example.com');
    const { contact: other } = await reader('in-a-row@example.com');
    store.failure = 'transactions';
    const body = { contact, withdrawals: [{ channel: 'email' }] };
    const answers = [
      await door.consent(`stop-${contact.email}`, body),
      await door.imports(`rows-${contact.email}`, {
        provenance: 'collected_by_us',
        rows: [{ ...body, contact: other }],
      }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 200]);
    const spooled = await applySpooled();
    expect(spooled).toHaveLength(2);
    expect(JSON.stringify(spooled)).not.toContain(contact.email);
    // The same key still names the same submission.
    expect((await door.consent(`stop-${contact.email}`, body)).statusCode).toBe(200);
  }, 60_000);

  test('an opt-out row of an import is not reported as done, and is spooled all the same', async () => {
    const { contact, reason } = await reader('row@example.com');
    const rows = [{ contact, withdrawals: [{ channel: 'email' }] }];
    store.failure = 'transactions';
    const answer = await door.imports('opt-outs', { provenance: 'collected_by_us', rows });
    expect(reportOf(answer).rows).toEqual([{ row: 0, state: 'not_reached' }]);
    expect(await reason()).toBe('held');
    await applySpooled();
    expect(await reason()).toBe('withdrawn');
  }, 60_000);

  test('nothing but a grant fails, and neither holds nor spools anything', async () => {
    const { contact } = await reader('only-yes@example.com');
    store.failure = 'transactions';
    const grants = [grantOf('email.offers')];
    const answer = await door.consent('only-yes', { contact, grants });
    expect(answer.statusCode).toBeGreaterThanOrEqual(500);
    expect(await failing.drainSpool()).toEqual([]);
    expect(await door.reasonFor(SCOPE, contact.email)).toBe('consented');
  }, 60_000);
});
