import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { CONFIRM_VALIDITY_MS, mintConfirmLink } from '../../shared/domain/confirm-link.ts';
import type { Tick } from '../../shared/domain/decide.ts';
import { permission } from '../../shared/domain/permission.ts';
import type { Door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { ALLOWANCES, dynamoBudgets } from '../../shared/service-messages/budgets.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN, shown, tickOf } from '../histories.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { newContact } from './unsubscribe-door.ts';
import { ENVIRONMENT, startWorld, type World } from './world.ts';

const SCOPE = 'email.offers';

let world: World;
let door: Door;
let mint: (contactId: string, seq: number, forMs?: number) => string;

beforeAll(async () => {
  world = await startWorld();
  ({ handler: door } = await import('../../functions/http/confirm.ts'));
  const { linkKeys } = await import('../../shared/secrets.ts');
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
  mint = (contactId, seq, forMs = CONFIRM_VALIDITY_MS) =>
    mintConfirmLink(ring, ENVIRONMENT, {
      ...{ contactId, seq },
      expiresAt: new Date(Date.now() + forMs),
    });
});
afterAll(() => world?.stop());

const call = (method: string, token: string, more: Partial<Request> = {}) =>
  door(
    gatewayEvent({ method, path: `/c/${token}`, pathParameters: { token }, ...more }),
    lambdaContext,
  );

/** Somebody who has asked for something that has to be confirmed. */
async function asker(ticks: Tick[] = [{ ...tickOf(SCOPE), doubleOptIn: true }]) {
  const contactId = newContact();
  const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
  const submission = { caller: 'form', bodyHash: '', idempotencyKey: () => randomUUID() };
  const ask = async () => {
    const { receipt } = await record(ledger, systemClock, {
      ...{ ...submission, source: 'form' },
      parts: [
        { contactId, matchId: null, requests: ticks.map((tick) => ({ kind: 'grant', tick })) },
      ],
    });
    return receipt.parts[0]?.event?.seq ?? 0;
  };
  const seq = await ask();
  return {
    ...{ contactId, ledger, ask, token: mint(contactId, seq) },
    stop: () =>
      withdraw(ledger, systemClock, {
        ...{ ...submission, source: 'one-click' },
        parts: [
          {
            ...{ contactId, matchId: null },
            requests: [{ kind: 'withdraw', cover: 'email.*', reason: 'withdrawn' }],
          },
        ],
      }),
    mayStart: async () =>
      permission(await ledger.readGate(contactId), SCOPE, new Date(), OPEN).allowed,
    types: async () =>
      (await ledger.readEvents(contactId)).flatMap(({ changes }) =>
        changes.map(({ type }) => type),
      ),
  };
}

describe('a confirmation', () => {
  test.each(['GET', 'HEAD', 'OPTIONS'])(
    'OCU-13: changes nothing by being looked at: %s',
    async (method) => {
      const person = await asker();
      expect((await call(method, person.token)).statusCode).toBeLessThan(300);
      expect(await person.types()).toEqual(['ConsentRequested']);
      expect(await person.mayStart()).toBe(false);
    },
  );

  test('OCU-13, OCU-14: is given by no scanner, whatever it pretends, and by no script of the page', async () => {
    const person = await asker();
    const before = await person.ledger.readGate(person.contactId);
    const agents = [
      'Mozilla/5.0 SafeLinks',
      'Slackbot-LinkExpanding 1.0',
      'facebookexternalhit/1.1',
      '',
    ];
    for (const method of ['GET', 'HEAD', 'OPTIONS'] as const) {
      for (const agent of agents) {
        const { body = '' } = await call(method, person.token, {
          headers: {
            ...{ 'user-agent': agent, 'x-http-method-override': 'POST', 'x-http-method': 'POST' },
            ...{ purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' },
          },
          query: { _method: 'POST', confirm: '1' },
          body: 'confirm=1',
        });
        expect(body).not.toContain('<script');
      }
    }
    expect(await person.ledger.readGate(person.contactId)).toEqual(before);
    expect(await person.types()).toEqual(['ConsentRequested']);
  });

  test.each([
    ['with a slash behind it', (token: string) => `${token}/`, {}],
    ['as JSON', (token: string) => token, { body: '{"confirm":false}' }],
    ['with a body that is none', (token: string) => token, { body: '\u0000', base64: true }],
  ])(
    'counts when the button is pressed %s: nothing but the link says what for',
    async (_, of, more) => {
      const person = await asker();
      const { statusCode } = await call('POST', of(person.token), more);
      expect(statusCode).toBe(200);
      expect(await person.mayStart()).toBe(true);
    },
  );

  test('shows the very words that were asked, and a button, and no address', async () => {
    const words = { ...shown, wordingId: 'offers-email-2026-11' };
    const { token } = await asker([tickOf(SCOPE, { doubleOptIn: true, shown: words })]);
    const { body = '' } = await call('GET', token);
    expect(body).toContain('<form method="post"><button>');
    expect(body).toContain('<li>Yes, send me offers and sales by email.</li>');
    expect(body).not.toMatch(/<script|<input/);
  });

  test('MBP-3: double consent: counts when the button is pressed, and nothing counts before', async () => {
    const person = await asker();
    expect(await person.mayStart()).toBe(false);
    const { statusCode, body } = await call('POST', person.token);
    expect(statusCode).toBe(200);
    expect(body).toContain('role="status"');
    expect(await person.types()).toEqual(['ConsentRequested', 'ConsentGranted']);
    expect(await person.mayStart()).toBe(true);
  });

  test('A7: counts once, and a used link says so', async () => {
    const person = await asker();
    await Promise.all([1, 2, 3].map(() => call('POST', person.token)));
    expect(await person.types()).toEqual(['ConsentRequested', 'ConsentGranted']);
    expect((await call('GET', person.token)).body).toContain('You have confirmed this already');
    expect((await call('POST', person.token)).body).toContain('You have confirmed this already');
  });

  test('A7: after a withdrawal a used link grants nothing', async () => {
    const person = await asker();
    await call('POST', person.token);
    await person.stop();
    expect((await call('POST', person.token)).body).toContain('This is not in force');
    expect(await person.mayStart()).toBe(false);
  });

  test('A14: a withdrawal between asking and confirming voids it', async () => {
    const person = await asker();
    await person.stop();
    expect((await call('GET', person.token)).body).toContain('This is not in force');
    expect((await call('POST', person.token)).body).toContain('This is not in force');
    expect(await person.mayStart()).toBe(false);
  });

  test('of what was asked after a withdrawal lifts it, and the older link still does not', async () => {
    const person = await asker();
    await person.stop();
    const later = mint(person.contactId, await person.ask());
    await call('POST', person.token);
    expect(await person.mayStart()).toBe(false);
    await call('POST', later);
    expect(await person.mayStart()).toBe(true);
  });

  test('whose link is old is not given, and a fresh link is asked for', async () => {
    const person = await asker();
    const old = mint(person.contactId, 1, -3_600_000);
    const { statusCode, body } = await call('GET', old);
    expect(statusCode).toBe(200);
    expect(body).toContain('This link has expired');
    expect(await person.types()).toEqual(['ConsentRequested']);
  });

  test('A16, FRM-6: promises no fresh link where as many were sent as may be, and says whom to write to', async () => {
    const person = await asker();
    const old = mint(person.contactId, 1, -3_600_000);
    const budgets = dynamoBudgets(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE);
    const { most, apartMs } = ALLOWANCES.confirmation;
    for (let sent = 0; sent < most; sent++) {
      const at = new Date(Date.now() - (most - sent) * apartMs);
      expect(await budgets.take(person.contactId, 'confirmation', `${sent}`, at)).toBe('spent');
    }
    // There is no queue in this world: a message would fail.
    for (const lang of catalogue.locales) {
      const { statusCode, body = '' } = await call('POST', old, { query: { lang } });
      expect(statusCode).toBe(429);
      expect(body).not.toMatch(/on its way|ar ei ffordd/);
      expect(body).toMatch(/three such messages in 30 days|dair neges o’r fath mewn 30 diwrnod/);
      expect(body).toContain('href="mailto:privacy@larkfield.example.com"');
    }
    expect(await person.types()).toEqual(['ConsentRequested']);
  });

  test('that was not asked for is let be, and only of this nothing is sent: another choice of the form may stand', async () => {
    const { token } = await asker();
    expect((await call('GET', token)).body).toContain('do nothing: none of this will be sent.');
    const welsh = await call('GET', token, { query: { lang: 'cy-GB' } });
    expect(welsh.body).toContain('ni anfonir dim o hyn.');
  });

  test.each(['', 'x', 'c1.k1.1.abc.AAAA', 'u', '%00'])('A4: %p is no link: 404', async (token) => {
    expect((await call('POST', token)).statusCode).toBe(404);
  });

  test('A4: a link to an event that asks nothing is none', async () => {
    const person = await asker([tickOf(SCOPE)]);
    expect((await call('POST', mint(person.contactId, 1))).statusCode).toBe(404);
    expect((await call('POST', mint(person.contactId, 9))).statusCode).toBe(404);
    expect((await call('POST', mint(newContact(), 1))).statusCode).toBe(404);
  });

  test('speaks Welsh to whom it is asked to', async () => {
    const { token } = await asker();
    expect((await call('GET', token, { query: { lang: 'cy-GB' } })).body).toContain('Cadarnhewch');
  });
});
