import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ImportRequest } from '../../events/consent.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { importConsents } from '../../shared/import-consents.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { memoryKeys, memoryLedger } from '../ledger/memory-ledger.ts';
import { consentDoor, faultsOf, grantOf, newsletter, reportOf } from './consent-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof consentDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await consentDoor(world);
});
afterAll(() => world?.stop());

const DAY_MS = 86_400_000;
const lastWeek = new Date(Date.now() - 7 * DAY_MS).toISOString();
const dated = { ...newsletter, givenAt: lastWeek };

const granting = (email: string) => ({ contact: { email }, grants: [dated] });
const importOf = (rows: unknown[]) => ({ provenance: 'collected_by_us', rows });

const imported = async (key: string, rows: unknown[]) => {
  const answer = await door.imports(key, importOf(rows));
  expect(answer.statusCode).toBe(200);
  return reportOf(answer);
};

describe('an import', () => {
  test('fills gaps, as of the day that the consent was given', async () => {
    const report = await imported('gap', [granting('gap@example.com')]);
    expect(report.rows).toEqual([
      { row: 0, state: 'recorded', grants: ['granted'], withdrawals: [] },
    ]);
    const [event] = await door.eventsOf('email.newsletter', 'gap@example.com');
    expect(event).toMatchObject({ source: 'import', changes: [{ type: 'ConsentGranted' }] });
  });

  test('leaves alone what is known, and stores nothing where a withdrawal stands', async () => {
    await door.recorded('known', { contact: { email: 'known@example.com' }, grants: [newsletter] });
    const contact = { email: 'left@example.com' };
    await door.recorded('left', { contact, withdrawals: [{}] });
    const report = await imported('late', [granting('known@example.com'), granting(contact.email)]);
    expect(report.outcomes).toEqual({ unchanged: 1, withdrawal_stands: 1 });
    expect(await door.eventsOf('email.newsletter', 'known@example.com')).toHaveLength(1);
    expect(await door.eventsOf('email.newsletter', contact.email)).toHaveLength(1);
    expect(await door.reasonFor('email.newsletter', contact.email)).toBe('withdrawn');
  });

  test('takes opt-out lists, everything and whole channels included', async () => {
    const report = await imported('opt-outs', [
      { contact: { email: 'out@example.com' }, withdrawals: [{ channel: 'email' }] },
      { contact: { phone: '07700 900111', address: '14 Mill Lane, LF1 2AB' }, withdrawals: [{}] },
    ]);
    expect(report).toMatchObject({ totals: { recorded: 2 }, outcomes: { withdrawn: 2 } });
    expect(await door.reasonFor('phone.events', '07700 900111')).toBe('withdrawn');
    expect(await door.reasonFor('post.offers', '14 Mill Lane, LF1 2AB')).toBe('objected');
  });

  test('goes on past rows that are invalid, and points at their faults', async () => {
    const rows = [
      granting('valid-1@example.com'),
      { contact: { email: 'jane' }, grants: [dated] },
      'no row at all',
      { contact: { email: 'undated@example.com' }, grants: [newsletter] },
      { contact: { email: 'soft@example.com' }, grants: [{ ...dated, ground: 'soft_opt_in' }] },
      { contact: { phone: '020 1234 56' }, grants: [grantOf('sms.offers', { givenAt: lastWeek })] },
      granting('valid-2@example.com'),
    ];
    const report = await imported('mixed', rows);
    expect(report.totals).toEqual({ recorded: 2, invalid: 5, not_reached: 0 });
    const pointers = report.rows.map((row) =>
      row.state === 'invalid' ? row.errors.map(({ pointer }) => pointer) : [],
    );
    expect(pointers).toEqual([
      [],
      ['#/rows/1/contact/email'],
      ['#/rows/2'],
      ['#/rows/3/grants/0/givenAt'],
      ['#/rows/4/grants/0/ground'],
      ['#/rows/5/contact/phone'],
      [],
    ]);
    expect(await door.reasonFor('email.newsletter', 'valid-2@example.com')).toBe('consented');
    expect(await door.eventsOf('email.newsletter', 'undated@example.com')).toEqual([]);
  });

  test('of a row with a good no and a faulty yes counts the no, and says so', async () => {
    const contact = { email: 'half@example.com' };
    await door.recorded('half', { contact, grants: [grantOf('email.offers')] });
    const withdrawals = [{ channel: 'email', purpose: 'offers' }];
    const rows = [
      { contact, withdrawals, grants: [newsletter] },
      { contact: {}, withdrawals },
    ];
    const report = await imported('half-good', rows);
    expect(report.rows).toMatchObject([
      {
        ...{ row: 0, state: 'invalid' },
        detail: expect.stringMatching(
          /Recorded and put in force all the same.*: withdrawals\/0\.$/,
        ),
        errors: [{ pointer: '#/rows/0/grants/0/givenAt' }],
      },
      { row: 1, state: 'invalid', detail: expect.not.stringMatching(/put in force/) },
    ]);
    expect(await door.reasonFor('email.offers', contact.email)).toBe('withdrawn');
  });

  test('tells of a yes that is too old to count, and stores nothing of it', async () => {
    const old = { ...newsletter, givenAt: '2001-05-01T00:00:00Z' };
    const rows = [{ contact: { email: 'old@example.com' }, grants: [old] }];
    expect(await imported('old', rows)).toMatchObject({ outcomes: { expired: 1 } });
    expect(await door.eventsOf('email.newsletter', 'old@example.com')).toEqual([]);
    expect(await door.reasonFor('email.newsletter', 'old@example.com')).toBe('no_consent');
  });

  test('sent again tells the same and adds nothing', async () => {
    const emails = Array.from({ length: 60 }, (_, index) => `row-${index}@example.com`);
    const first = await imported('bulk', emails.map(granting));
    expect(first).toMatchObject({ totals: { recorded: 60 }, outcomes: { granted: 60 } });
    expect(await imported('bulk', emails.map(granting))).toEqual(first);
    expect(await door.eventsOf('email.newsletter', 'row-59@example.com')).toHaveLength(1);
  });

  test('IDM-2: sent again with one row changed: that row is refused, the others are as before', async () => {
    const rows = [granting('kept@example.com'), granting('first@example.com')];
    await imported('changed', rows);
    const report = await imported('changed', [rows[0], granting('second@example.com')]);
    expect(report.rows).toMatchObject([
      { state: 'recorded', grants: ['granted'] },
      { state: 'invalid', errors: [{ pointer: '#/rows/1' }] },
    ]);
    expect(await door.eventsOf('email.newsletter', 'second@example.com')).toEqual([]);
  });

  test('of another client under the same key is another import', async () => {
    for (const client of ['shop', 'till']) {
      const rows = [granting(`by-${client}@example.com`)];
      const answer = await door.imports('same', importOf(rows), client);
      expect(reportOf(answer).totals.recorded).toBe(1);
    }
  });
});

describe('rows that are not reached', () => {
  const rows = Array.from({ length: 100 }, (_, index) => granting(`far-${index}@example.com`));
  const request = ImportRequest.parse(importOf(rows));
  const reporter = { clientId: 'shop', idempotencyKey: 'k' };
  const ports = (store: LedgerStore, clock: Clock) => ({
    ...{ catalogue, keys: door.keys },
    withdrawals: { clock, ledger: () => store, spool: async () => {} },
    linkedContacts: async () => [],
  });

  test('for want of time are said to be, well before the gateway gives up, and nothing is half done', async () => {
    const store = memoryLedger(memoryKeys(() => {}));
    let ms = 0;
    const readGate: LedgerStore['readGate'] = (contactId) => {
      ms += 500;
      return store.readGate(contactId);
    };
    const clock = { ...systemClock, monotonicMs: () => ms };
    const { totals } = await importConsents(
      request,
      reporter,
      ports({ ...store, readGate }, clock),
    );
    expect(totals.invalid).toBe(0);
    expect(totals.recorded).toBeGreaterThan(0);
    expect(totals.not_reached).toBeGreaterThan(0);
    expect(totals.recorded + totals.not_reached).toBe(100);
    expect(ms).toBeLessThan(29_000);
  });

  test('for want of a database are said to be; the others are recorded', async () => {
    const store = memoryLedger(memoryKeys(() => {}));
    const lost = [3, 40].map((far) => door.contactOf('email.newsletter', `far-${far}@example.com`));
    const readGate: LedgerStore['readGate'] = async (contactId) => {
      if (!lost.includes(contactId)) return store.readGate(contactId);
      throw Object.assign(new Error('gone'), { name: 'TimeoutError' });
    };
    const report = await importConsents(
      request,
      reporter,
      ports({ ...store, readGate }, systemClock),
    );
    expect(report.totals).toEqual({ recorded: 98, invalid: 0, not_reached: 2 });
  });

  test('for a fault of ours make the whole request fail, when none is under way any more', async () => {
    const store = memoryLedger(memoryKeys(() => {}));
    let underWay = 0;
    const readGate: LedgerStore['readGate'] = async (contactId) => {
      underWay++;
      await sleep(5);
      underWay--;
      if (contactId === door.contactOf('email.newsletter', 'far-20@example.com')) {
        throw new TypeError('a bug');
      }
      return store.readGate(contactId);
    };
    const failed = importConsents(request, reporter, ports({ ...store, readGate }, systemClock));
    await expect(failed).rejects.toThrow('a bug');
    expect(underWay).toBe(0);
  });
});

describe('an import that is refused', () => {
  const row = granting('refused@example.com');
  const refusals: [string, object, string][] = [
    ['ICO-1: of a bought list', { provenance: 'bought', rows: [row] }, '#/provenance'],
    ['ICO-1: from nobody says where', { rows: [row] }, '#/provenance'],
    ['of no row', importOf([]), '#/rows'],
    ['of 501 rows', importOf(Array.from({ length: 501 }, () => row)), '#/rows'],
    ['with an unknown field', { ...importOf([row]), overwrite: true }, '#/overwrite'],
  ];

  test.each(refusals)('%s', async (_, body, pointer) => {
    const answer = await door.imports('refused', body);
    expect(answer.statusCode).toBe(422);
    expect(Object.keys(faultsOf(answer))).toEqual([pointer]);
    expect(await door.eventsOf('email.newsletter', 'refused@example.com')).toEqual([]);
  });

  test('tells at most ten faults of a row, so that the report of many can be delivered', async () => {
    const name = (index: number) => `\u20ac${'\u20ac'.repeat(60)}${index}`;
    const faulty = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [name(index), 1]));
    const rows = Array.from({ length: 400 }, () => faulty);
    const answer = await door.imports('faulty', importOf(rows));
    const report = reportOf(answer);
    expect(report.totals).toEqual({ recorded: 0, invalid: 400, not_reached: 0 });
    expect(new Set(report.rows.map((row) => row.state === 'invalid' && row.errors.length))).toEqual(
      new Set([10]),
    );
    // Lambda takes six megabytes back.
    expect(Buffer.byteLength(answer.body ?? '')).toBeLessThan(6 * 1024 * 1024);
  });

  test('a key without the scope: 403', async () => {
    const answer = await door.imports('scope', importOf([row]), 'shop', 'record');
    expect(answer.statusCode).toBe(403);
  });
});
