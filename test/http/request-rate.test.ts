import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { APIGatewayRequestAuthorizerEventV2 } from 'aws-lambda';
import { createApiKey } from '../../shared/api-keys.ts';
import { type CountRequests, countRequests, requestRates } from '../../shared/request-rate.ts';
import { TABLE_NAMES } from '../engine.ts';
import { gatewayEvent, lambdaContext, type Request } from './gateway-event.ts';
import { startWorld, type World } from './world.ts';

const TABLE = TABLE_NAMES.OPERATIONS_TABLE;
/** The first instant of some window. */
const WINDOW_MS = Math.floor(Date.now() / 60_000) * 60_000;

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

/** A clock that stands still until it is moved. */
function standingClock() {
  let ms = 0;
  return {
    advance: (by: number) => {
      ms += by;
    },
    now: () => new Date(WINDOW_MS + ms),
    monotonicMs: () => ms,
    sleep: async () => {},
    random: () => 0,
  };
}

const tableCount = () => countRequests(world.dynamo, TABLE);

describe('the requests of a client', () => {
  test('are counted across environments, within about a second', async () => {
    const clock = standingClock();
    const environments = [1, 2, 3].map(() => requestRates(tableCount(), 100, clock));
    for (const rateOf of environments) for (let i = 0; i < 20; i++) await rateOf('three');
    clock.advance(1_000);
    const seen = [];
    for (const rateOf of environments) seen.push((await rateOf('three')).remaining);
    clock.advance(1_000);
    for (const rateOf of environments) seen.push((await rateOf('three')).remaining);
    // 63 in all after the first second: each flush adds its own, and the last sees them all.
    expect(seen.slice(2)).toEqual([37, 36, 35, 34]);
  });

  test('are flushed once a second at most', async () => {
    const clock = standingClock();
    const flushed: number[] = [];
    let total = 0;
    const count: CountRequests = async (_, __, requests) => {
      flushed.push(requests);
      total += requests;
      return total;
    };
    const rateOf = requestRates(count, 1_000, clock);
    for (let i = 0; i < 300; i++) {
      await rateOf('often');
      clock.advance(10);
    }
    expect(flushed).toEqual([1, 100, 100]);
  });

  test('over the limit are limited until the window ends, and others are not', async () => {
    const clock = standingClock();
    const rateOf = requestRates(tableCount(), 3, clock);
    const seen = [];
    for (let i = 0; i < 5; i++) seen.push(await rateOf('greedy'));
    expect(seen.map(({ limited }) => limited)).toEqual([false, false, false, true, true]);
    expect(seen.map(({ remaining }) => remaining)).toEqual([2, 1, 0, 0, 0]);
    expect(await rateOf('modest')).toEqual({ limit: 3, remaining: 2, reset: 60, limited: false });
    clock.advance(59_500);
    expect(await rateOf('greedy')).toMatchObject({ limited: true, reset: 1 });
    clock.advance(500);
    expect(await rateOf('greedy')).toMatchObject({ limited: false, remaining: 2, reset: 60 });
  });

  test('begin a window together: no environment’s are lost', async () => {
    const count = tableCount();
    await count('race', 1, 5);
    const totals = await Promise.all(Array.from({ length: 10 }, () => count('race', 2, 1)));
    expect(Math.max(...totals.map((total) => total ?? 0))).toBe(10);
    // A clock that is behind: its window is over.
    expect(await count('race', 1, 1)).toBeNull();
  });

  test('leave one item a client, however many windows pass', async () => {
    for (let window = 1; window < 9; window++) await tableCount()('kept', window, 1);
    const { Items = [] } = await world.dynamo.send(new ScanCommand({ TableName: TABLE }));
    expect(Items.filter(({ pk }) => pk === 'REQUESTS#kept')).toEqual([
      { pk: 'REQUESTS#kept', sk: 'window', window: 8, requests: 1 },
    ]);
  });

  test('are counted alone where the count cannot be had, and later made good', async () => {
    const clock = standingClock();
    let isDown = true;
    const flushed: number[] = [];
    const count: CountRequests = async (_, __, requests) => {
      if (isDown) throw new Error('no answer');
      flushed.push(requests);
      return flushed.reduce((sum, one) => sum + one);
    };
    const rateOf = requestRates(count, 3, clock);
    for (let i = 0; i < 3; i++) expect(await rateOf('alone')).toMatchObject({ limited: false });
    expect(await rateOf('alone')).toMatchObject({ limited: true });
    isDown = false;
    clock.advance(1_000);
    await rateOf('alone');
    expect(flushed).toEqual([5]);
  });
});

describe('what a client is told', () => {
  const rate = { limit: 30_000, remaining: 12, reset: 7, limited: false };
  const one = { channel: 'email', purpose: 'newsletter', address: 'jane@example.com' };
  const ask = async (more: Partial<Request['caller']>, body: object = { items: [one] }) => {
    const { handler } = await import('../../functions/http/check.ts');
    return handler(
      gatewayEvent({
        method: 'POST',
        path: '/v1/checks',
        headers: { 'content-type': 'application/json' },
        caller: { clientId: 'shop', scopes: 'check', ...more },
        body: JSON.stringify(body),
      }),
      lambdaContext,
    );
  };

  test.each([
    [200, rate, undefined],
    [422, rate, {}],
    [403, { ...rate, scopes: 'send' }, undefined],
  ])('RTL-1: with a %d: its policy and what is left', async (status, more, body) => {
    const answer = await ask(more, body);
    expect(answer).toMatchObject({
      statusCode: status,
      headers: {
        'ratelimit-policy': '"client";q=30000;w=60',
        ratelimit: '"client";r=12;t=7',
      },
    });
  });

  test('RTL-2: over it, a 429 that says when to come back, before anything is read', async () => {
    const answer = await ask({ ...rate, remaining: 0, limited: true }, { not: 'parsed' });
    expect(answer).toMatchObject({
      statusCode: 429,
      headers: {
        'content-type': 'application/problem+json',
        ratelimit: '"client";r=0;t=7',
        'retry-after': '7',
      },
    });
    expect(JSON.parse(answer.body ?? '').type).toBe('urn:problem-type:prior-consent:rate_limited');
  });

  test('RTL-4: a person without a key is never counted', async () => {
    const { handler } = await import('../../functions/http/unsubscribe.ts');
    const request = { method: 'GET', path: '/u/x', pathParameters: { token: 'x' } };
    const { headers = {} } = await handler(gatewayEvent(request), lambdaContext);
    expect(Object.keys(headers).join()).not.toMatch(/ratelimit/);
  });

  test('comes from the authorizer, which counts whoever has a good key', async () => {
    const { handler: authorize } = await import('../../functions/http/authorize.ts');
    const { key } = await createApiKey(world.dynamo, TABLE, 'counted', ['check'], new Date());
    const present = () =>
      authorize({
        headers: { authorization: `Bearer ${key}` },
      } as unknown as APIGatewayRequestAuthorizerEventV2);
    const [first, second] = [await present(), await present()];
    expect(first.context).toMatchObject({ limit: 30_000, remaining: 29_999, limited: false });
    expect(second.context).toMatchObject({ remaining: 29_998 });
  });
});
