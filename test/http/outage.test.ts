import { beforeAll, describe, expect, test } from '@jest/globals';
import { CheckAnswer, type CheckRequest } from '../../events/verdict.ts';
import type { Door } from '../../shared/http/door.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { pointEnvironmentAt } from './world.ts';

// Port 9 (discard) answers nobody: every store and every secret is out of reach.
const NOBODY = 'http://127.0.0.1:9';

const doors: Record<string, Door> = {};

beforeAll(async () => {
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_DYNAMODB: NOBODY,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: NOBODY,
    AWS_ENDPOINT_URL_SQS: NOBODY,
  });
  const { handler: check } = await import('../../functions/http/check.ts');
  const { handler: unsubscribe } = await import('../../functions/http/unsubscribe.ts');
  const { handler: form } = await import('../../functions/http/record-form-consent.ts');
  const { handler: accept } = await import('../../functions/http/accept-message.ts');
  const { handler: status } = await import('../../functions/http/get-message.ts');
  const { handler: list } = await import('../../functions/http/list-suppressions.ts');
  const { handler: record } = await import('../../functions/http/record-consents.ts');
  const { handler: bulk } = await import('../../functions/http/import-consents.ts');
  const { handler: links } = await import('../../functions/http/make-links.ts');
  Object.assign(doors, { check, unsubscribe, form, accept, status, list, record, bulk, links });
});

const json = { 'content-type': 'application/json' };
const caller = { clientId: 'shop', scopes: 'check send suppressions record import links' };
const email = 'jane@example.com';
const keyed = { ...json, 'idempotency-key': '"a"' };
const messageId = `msg_${'A'.repeat(22)}`;
const post = (path: string, body: object): Request => ({
  method: 'POST',
  path,
  headers: keyed,
  caller,
  body: JSON.stringify(body),
});
const row = { contact: { email }, withdrawals: [{}] };
const everywhere: CheckRequest['items'] = [
  { channel: 'email', purpose: 'newsletter', address: email },
  { channel: 'sms', purpose: 'offers', address: '07700 900123' },
  { channel: 'phone', purpose: 'events', address: '07700 900123' },
  { channel: 'post', purpose: 'catalogue', address: '4 Mill Lane, LF1 2AB' },
];

/** Whose keys cannot be had: the same request may work in a moment. */
const unavailable: [string, Request][] = [
  ['record', post('/v1/consents', row)],
  ['bulk', post('/v1/imports', { provenance: 'collected_by_us', rows: [row] })],
  ['links', post('/v1/links', { items: [everywhere[0]] })],
  [
    'accept',
    {
      method: 'POST',
      path: '/v1/messages',
      headers: { ...json, 'idempotency-key': '"a"' },
      caller,
      body: JSON.stringify({
        channel: 'email',
        purpose: 'newsletter',
        content: { subject: 'a', text: 'b' },
        recipients: [{ to: email }],
      }),
    },
  ],
];

const requests: [string, Request][] = [
  [
    'form',
    {
      method: 'POST',
      path: '/v1/forms/newsletter/consents',
      pathParameters: { formId: 'newsletter' },
      headers: { ...json, origin: 'https://www.larkfield.example.com' },
      body: JSON.stringify({
        email,
        consents: ['email.newsletter'],
        age: '13-or-over',
        formToken: 'v1.k1.e30.AA',
      }),
    },
  ],
  [
    'status',
    { method: 'GET', path: `/v1/messages/${messageId}`, pathParameters: { messageId }, caller },
  ],
  ['list', { method: 'GET', path: '/v1/suppressions', caller }],
];

const call = async (door: string, request: Request) => {
  const answer = await doors[door]?.(gatewayEvent(request), lambdaContext);
  if (!answer) throw new Error(`there is no door ${door}`);
  expect(answer.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|jane|Ledger|\bat /);
  return answer;
};

describe('while nothing behind it can be reached', () => {
  test('row 25: a check says no to everybody on every channel, post included', async () => {
    const garbage = [
      { channel: 'email', purpose: 'newsletter', address: 'jane' },
      { channel: 'post', purpose: 'service', address: '4 Mill Lane, LF1 2AB' },
    ];
    const answer = await call('check', post('/v1/checks', { items: [...everywhere, ...garbage] }));
    expect(answer.statusCode).toBe(200);
    const { items } = CheckAnswer.parse(JSON.parse(answer.body ?? ''));
    const reasons = everywhere.map(() => 'unavailable');
    expect(items.map(({ reason }) => reason)).toEqual([
      ...reasons,
      'invalid_address',
      'unknown_purpose',
    ]);
    for (const { allowed, asOf, validUntil } of items.slice(0, everywhere.length)) {
      expect({ allowed, validUntil }).toEqual({ allowed: false, validUntil: asOf });
    }
  });

  test.each(unavailable)(
    '%s says when to come back, and nothing that it knows',
    async (door, request) => {
      const answer = await call(door, request);
      expect(answer.statusCode).toBe(503);
      expect(Number(answer.headers?.['retry-after'])).toBeGreaterThan(0);
      expect(JSON.parse(answer.body ?? '').type).toBe('urn:problem-type:prior-consent:unavailable');
    },
  );

  test.each(requests)(
    '%s says so with a mute 500, and nothing that it knows',
    async (door, request) => {
      const answer = await call(door, request);
      expect(answer.statusCode).toBe(500);
      expect(answer.headers?.['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer.body ?? '').type).toBe('about:blank');
    },
  );

  test('an unsubscribe is never acknowledged: the page says that it did not work', async () => {
    const path = '/u/v1.k1.e30.AA';
    const pathParameters = { token: 'v1.k1.e30.AA' };
    const answer = await doors.unsubscribe?.(
      gatewayEvent({ method: 'POST', path, pathParameters }),
      lambdaContext,
    );
    expect(answer?.statusCode).toBe(500);
    expect(answer?.body).toMatch(/You are not unsubscribed yet/);
    expect(answer?.body).toMatch(/<form method="post">/);
  });
});
