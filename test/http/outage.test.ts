import { beforeAll, describe, expect, test } from '@jest/globals';
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
  Object.assign(doors, { check, unsubscribe, form, accept, status, list });
});

const json = { 'content-type': 'application/json' };
const caller = { clientId: 'shop', scopes: 'check send suppressions' };
const email = 'jane@example.com';
const requests: [string, Request][] = [
  [
    'check',
    {
      method: 'POST',
      path: '/v1/checks',
      headers: json,
      caller,
      body: JSON.stringify({
        items: [{ channel: 'email', purpose: 'newsletter', address: email }],
      }),
    },
  ],
  [
    'form',
    {
      method: 'POST',
      path: '/v1/forms/newsletter/consents',
      pathParameters: { formId: 'newsletter' },
      headers: { ...json, origin: 'https://www.larkfield.example.com' },
      body: JSON.stringify({ email, consents: ['email.newsletter'], formToken: 'v1.k1.e30.AA' }),
    },
  ],
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
  ['status', { method: 'GET', path: '/v1/messages/m', pathParameters: { messageId: 'm' }, caller }],
  ['list', { method: 'GET', path: '/v1/suppressions', caller }],
];

describe('while nothing behind it can be reached', () => {
  test.each(requests)(
    '%s says so with a mute 500, and nothing that it knows',
    async (door, request) => {
      const answer = await doors[door]?.(gatewayEvent(request), lambdaContext);
      expect(answer?.statusCode).toBe(500);
      expect(answer?.headers?.['content-type']).toBe('application/problem+json');
      expect(JSON.parse(answer?.body ?? '').type).toBe('about:blank');
      expect(answer?.body).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|jane|Ledger|\bat /);
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
