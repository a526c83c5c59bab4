import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import type { Door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { record } from '../../shared/ledger/record.ts';
import { dynamoBudgets } from '../../shared/service-messages/budgets.ts';
import { TABLE_NAMES } from '../engine.ts';
import { tickOf } from '../histories.ts';
import { startFailingStore } from './failing-store.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { type QueueWorld, startQueues } from './queue-world.ts';
import { pointEnvironmentAt, startWorld, type World } from './world.ts';

let world: World;
let store: Awaited<ReturnType<typeof startFailingStore>>;
let queues: QueueWorld;
let door: Door;
let idOf: (kind: 'email' | 'phone', address: string) => string;
beforeAll(async () => {
  world = await startWorld();
  store = await startFailingStore(world.endpoint);
  queues = await startQueues('service-emails', 'service-texts');
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_DYNAMODB: store.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    SERVICE_EMAIL_QUEUE_URL: queues.urlOf('service-emails'),
    SERVICE_TEXT_QUEUE_URL: queues.urlOf('service-texts'),
  });
  ({ handler: door } = await import('../../functions/http/ask-preferences.ts'));
  const { contactKeys } = await import('../../shared/secrets.ts');
  const { pepper } = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })();
  idOf = (kind, address) => contactIdOf(pepper, kind, address);
});
afterAll(async () => {
  await queues?.stop();
  await store?.stop();
  await world?.stop();
});

const call = (method: string, fields?: Record<string, string>, lang?: string) =>
  door(
    gatewayEvent({
      ...{ method, path: '/p' },
      ...(fields && { body: String(new URLSearchParams(fields)) }),
      ...(lang && { query: { lang } }),
    }),
    lambdaContext,
  );

const inQueues = async () => [
  ...(await queues.drain('service-emails')),
  ...(await queues.drain('service-texts')),
];

describe('asking for a link to one’s preferences', () => {
  test('FRM-3, FRM-4, 1.3.5, 3.3.2: asks for an address or a number, and says what for', async () => {
    const { statusCode, body } = await call('GET');
    expect(statusCode).toBe(200);
    expect(body).toMatch(
      /<label for="email">[\s\S]*id="email" name="email" type="email" autocomplete="email" spellcheck="false" maxlength="254" aria-describedby="email-hint"/,
    );
    expect(body).toMatch(
      /<label for="phone">[\s\S]*id="phone" name="phone" type="tel" autocomplete="tel"/,
    );
    expect(body).toContain('We use it only to send you the link.');
    expect(body).not.toContain('placeholder');
  });

  test('an address that is too long is not cut to one that is not', async () => {
    const label = 'x'.repeat(60);
    const typed = `jane@${Array(4).fill(label).join('.')}.example.com`;
    const { statusCode, body } = await call('POST', { email: typed });
    expect(statusCode).toBe(422);
    expect(body).toContain(`value="${typed.slice(0, 254)}"`);
    expect(await inQueues()).toEqual([]);
  });

  test('FRM-3: a likely slip in an address is asked about, and let through', async () => {
    const { statusCode, body } = await call('POST', { email: 'slip@hotmial.com' });
    expect(statusCode).toBe(202);
    expect(body).toContain('You wrote slip@hotmial.com. Did you mean slip@hotmail.com?');
    expect(await inQueues()).toHaveLength(1);
  });

  test('queues ids and a language, to the address’s own channel', async () => {
    await call('POST', { email: ' Jane@EXAMPLE.com ' });
    await call('POST', { phone: '07700 900123' }, 'cy-GB');
    const askedAt = expect.any(String);
    expect(await inQueues()).toEqual([
      {
        ...{ version: 1, kind: 'preferences', locale: 'en-GB', askedAt },
        contactId: idOf('email', 'jane@example.com'),
      },
      {
        ...{ version: 1, kind: 'preferences', locale: 'cy-GB', askedAt },
        contactId: idOf('phone', '+447700900123'),
      },
    ]);
  });

  test('A19: is answered to the byte alike for the known, the withdrawn and strangers, and looks none of them up', async () => {
    const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
    const submit = (name: string, kind: 'grant' | 'withdraw') =>
      record(ledger, systemClock, {
        ...{
          source: 'staff',
          caller: 'test',
          bodyHash: '',
          idempotencyKey: () => `${name} ${kind}`,
        },
        parts: [
          {
            ...{ contactId: idOf('email', `${name}@example.com`), matchId: null },
            requests: [
              kind === 'grant'
                ? { kind, tick: tickOf('email.offers') }
                : { kind, cover: '*', reason: 'withdrawn' },
            ],
          },
        ],
      });
    await submit('known', 'grant');
    await submit('leaver', 'grant');
    await submit('leaver', 'withdraw');
    const asked: string[] = [];
    store.delayMsOf = (body) => {
      asked.push(body);
      return 0;
    };
    const answers = await Promise.all(
      ['known', 'leaver', 'nobody'].map((name) => call('POST', { email: `${name}@example.com` })),
    );
    expect(answers[0]).toMatchObject({
      statusCode: 202,
      body: expect.stringContaining('role="status"'),
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    // What names nobody to the store cannot take longer for anybody.
    expect(asked).not.toEqual([]);
    for (const name of ['known', 'leaver', 'nobody']) {
      const contactId = idOf('email', `${name}@example.com`);
      expect(asked.filter((body) => body.includes(contactId))).toEqual([]);
    }
    expect(await inQueues()).toHaveLength(3);
  });

  test.each([
    ['email', 'jane@', 'Enter an email address in the correct format, like name@example.com'],
    ['email', '', 'Enter an email address in the correct format, like name@example.com'],
    ['phone', '12', 'Enter a mobile number, like 07700 900123 or +44 7700 900123'],
    ['phone', '020 7946 0018', 'Enter a mobile number, like 07700 900123 or +44 7700 900123'],
  ] as const)(
    'FRM-2: %s "%s" is kept, and said what is wrong with it',
    async (field, typed, fault) => {
      const { statusCode, body } = await call('POST', { [field]: typed });
      expect(statusCode).toBe(422);
      expect(body).toContain('<title>Error: ');
      expect(body).toContain(
        `There is a problem</h1>\n<p><a class="lone" href="#${field}">${fault}</a></p>`,
      );
      expect(body).toContain(`id="${field}-fault">${fault}`);
      expect(body).toContain(
        `aria-describedby="${field}-hint ${field}-fault" aria-invalid="true" value="${typed}"`,
      );
      expect(await inQueues()).toEqual([]);
    },
  );

  test('keeps what was typed as text, whatever it is', async () => {
    const { body } = await call('POST', { email: '"><script>alert(1)</script>' });
    expect(body).not.toContain('<script>');
    expect(body).toContain('value="&quot;&gt;&lt;script&gt;');
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('is not done by looking: %s', async (method) => {
    expect((await call(method, { email: 'jane@example.com' })).statusCode).toBeLessThan(300);
    expect(await inQueues()).toEqual([]);
  });

  test('A16: is refused for an hour to a network that has asked for a hundred links', async () => {
    const budgets = dynamoBudgets(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE);
    const { networkBucket } = await import('../../shared/domain/network.ts');
    const heap = `asking#${networkBucket('192.0.2.1')}`;
    for (let time = 0; time < 100; time++) await budgets.fits(heap, 100, new Date());
    const { statusCode, body } = await call('POST', { email: 'jane@example.com' });
    expect(statusCode).toBe(429);
    expect(body).toContain('Please try again in an hour.');
    expect(body).toContain('value="jane@example.com"');
    expect(await inQueues()).toEqual([]);
  });

  test('speaks every language, in pages of under 20 kB', async () => {
    for (const lang of catalogue.locales) {
      const { body = '' } = await call('POST', { email: 'x' }, lang);
      expect(body).toContain(`<html lang="${lang}">`);
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    }
  });
});
