import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalStackRunning, startLocal } from '../../../infra/local/start-local.ts';
import { fixtureApi, fixtureStack } from './fixture-stack.ts';

const ECHO = 'export const handler = async (event) => event;';
const ANSWER = `export const handler = async ({ rawQueryString }) => {
  const answer = JSON.parse(decodeURIComponent(rawQueryString));
  if (answer.throws) throw new Error('no');
  return answer;
};`;
const SLOW = 'export const handler = async () => { await new Promise(() => {}); };';
const AUTHORIZE = `export const handler = async ({ identitySource, type, routeKey, body }) => {
  if (identitySource[0] === 'throw') throw new Error('no');
  return { isAuthorized: identitySource[0] === 'good', context: { client: 'shop', type, routeKey, body: body ?? 'none' } };
};`;

const key = { AuthorizationType: 'CUSTOM', AuthorizerId: { Ref: 'Key' } };

const folder = mkdtempSync(path.join(tmpdir(), 'local-front-'));
let stack: LocalStackRunning;

beforeAll(async () => {
  const api = fixtureApi(
    {
      'ANY /echo/{kind}': { fn: 'Echo' },
      'POST /u/{token+}': { fn: 'Echo' },
      'GET /answer': { fn: 'Answer' },
      'HEAD /answer': { fn: 'Answer' },
      'GET /slow': { fn: 'Slow' },
      'POST /keyed': { fn: 'Echo', properties: key },
    },
    {
      CorsConfiguration: {
        AllowOrigins: ['https://shop.example.com'],
        AllowMethods: ['GET', 'POST'],
        AllowHeaders: ['content-type'],
        MaxAge: 3600,
      },
    },
  );
  const assembly = fixtureStack(
    folder,
    {
      Echo: { code: ECHO },
      Answer: { code: ANSWER },
      Slow: { code: SLOW, properties: { Timeout: 1 } },
      Authorize: { code: AUTHORIZE },
    },
    {
      ...api,
      Key: {
        Type: 'AWS::ApiGatewayV2::Authorizer',
        Properties: {
          ApiId: { Ref: 'Api' },
          AuthorizerType: 'REQUEST',
          AuthorizerPayloadFormatVersion: '2.0',
          AuthorizerUri: {
            'Fn::Sub':
              // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's placeholder.
              'arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Authorize.Arn}/invocations',
          },
          EnableSimpleResponses: true,
          IdentitySource: ['$request.header.Authorization'],
          AuthorizerResultTtlInSeconds: 0,
        },
      },
    },
  );
  const options = { folder, inMemory: true, withoutConsole: true, assemble: () => assembly };
  stack = await startLocal(options);
});

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = (route: string, init: RequestInit = {}) => fetch(`${stack.apiUrl}${route}`, init);
const answer = (value: unknown, init: RequestInit = {}) =>
  call(`/answer?${encodeURIComponent(JSON.stringify(value))}`, init);
const message = async (response: Response) => [response.status, await response.json()];

describe('a request becomes an event of payload format 2.0', () => {
  test('with its path, query, headers and cookies', async () => {
    const response = await call('/echo/a%20b?x=1&x=2&y=%2B', {
      headers: { 'X-Thing': 'One', cookie: 'a=1; b=2' },
    });
    expect(await response.json()).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /echo/{kind}',
      rawPath: '/echo/a%20b',
      rawQueryString: 'x=1&x=2&y=%2B',
      pathParameters: { kind: 'a b' },
      queryStringParameters: { x: '1,2', y: '+' },
      cookies: ['a=1', 'b=2'],
      headers: { 'x-thing': 'One' },
      requestContext: {
        http: { method: 'GET', path: '/echo/a%20b', sourceIp: expect.any(String) },
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      },
      isBase64Encoded: false,
    });
  });

  test('with a trailing slash behind a greedy parameter', async () => {
    const event = await (await call('/u/abc/', { method: 'POST' })).json();
    expect(event).toMatchObject({ rawPath: '/u/abc/', pathParameters: { token: 'abc/' } });
  });

  test('with JSON as text, and a form in base64', async () => {
    const post = async (type: string, body: string) => {
      const headers = { 'content-type': type };
      const response = await call('/echo/body', { method: 'POST', headers, body });
      const event = (await response.json()) as { body: string; isBase64Encoded: boolean };
      return [event.body, event.isBase64Encoded];
    };
    expect(await post('application/json; charset=utf-8', '{"é":1}')).toEqual(['{"é":1}', false]);
    const form = Buffer.from('a=1').toString('base64');
    expect(await post('application/x-www-form-urlencoded', 'a=1')).toEqual([form, true]);
  });
});

describe('a result becomes a response', () => {
  test('with its status, headers, cookies and decoded body', async () => {
    const response = await answer({
      statusCode: 201,
      headers: { 'X-Count': 3, 'content-type': 'text/html' },
      cookies: ['a=1', 'b=2'],
      body: Buffer.from('<p>hi').toString('base64'),
      isBase64Encoded: true,
    });
    expect(response.status).toBe(201);
    expect(response.headers.get('x-count')).toBe('3');
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await response.text()).toBe('<p>hi');
  });

  test('as the body of a 200 when it is a bare object', async () => {
    const response = await answer({ bare: true });
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await message(response)).toEqual([200, { bare: true }]);
  });

  test('as a mute 500 when it is malformed, thrown, or too late', async () => {
    const error = [500, { message: 'Internal Server Error' }];
    expect(await message(await answer({ statusCode: 200, body: { not: 'text' } }))).toEqual(error);
    expect(await message(await answer({ statusCode: 'two' }))).toEqual(error);
    expect(await message(await answer({ throws: true }))).toEqual(error);
    expect(await message(await call('/slow'))).toEqual(error);
  });

  test('without its body for HEAD', async () => {
    const response = await answer({ statusCode: 200, body: 'four' }, { method: 'HEAD' });
    expect([response.status, await response.text()]).toEqual([200, '']);
    expect(response.headers.get('content-length')).toBe('4');
  });
});

describe('the front answers by itself', () => {
  test('404 where no route matches', async () => {
    for (const route of ['/nowhere', '/answer/', '/echo']) {
      expect(await message(await call(route))).toEqual([404, { message: 'Not Found' }]);
    }
  });

  test('413 for a body over 10 MB', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const response = await call('/echo/large', { method: 'POST', body });
    expect(response.status).toBe(413);
  });

  test('431 for headers over 10,240 bytes', async () => {
    const response = await call('/echo/headers', { headers: { 'x-long': 'x'.repeat(10_300) } });
    expect(response.status).toBe(431);
  });
});

describe('an authorizer', () => {
  const post = (headers: Record<string, string>) =>
    call('/keyed', { method: 'POST', headers, body: 'secret' });

  test('is not asked without its header', async () => {
    expect(await message(await post({}))).toEqual([401, { message: 'Unauthorized' }]);
  });

  test('refuses with 403, and fails with 500', async () => {
    expect(await message(await post({ authorization: 'bad' }))).toEqual([
      403,
      { message: 'Forbidden' },
    ]);
    expect((await post({ authorization: 'throw' })).status).toBe(500);
  });

  test('passes its context on and never sees the body', async () => {
    const response = await post({ authorization: 'good' });
    expect(await response.json()).toMatchObject({
      requestContext: {
        authorizer: {
          lambda: { client: 'shop', type: 'REQUEST', routeKey: 'POST /keyed', body: 'none' },
        },
      },
    });
  });
});

test('a preflight request is answered without a function', async () => {
  // fetch may not set Origin; a plain client may.
  const headers = { origin: 'https://shop.example.com', 'access-control-request-method': 'POST' };
  const status = await new Promise((resolve, reject) => {
    request(`${stack.apiUrl}/keyed`, { method: 'OPTIONS', headers }, (response) => {
      response.resume();
      resolve([response.statusCode, response.headers['access-control-allow-methods']]);
    })
      .on('error', reject)
      .end();
  });
  expect(status).toEqual([204, 'GET,POST']);
});

describe('hops', () => {
  test('show the route and the function, never the path', async () => {
    await call('/echo/very-secret');
    const steps = stack.hops.recent().slice(-2);
    expect(steps.map(({ place, name }) => [place, name])).toEqual([
      ['function', 'Echo'],
      ['http', 'ANY /echo/{kind}'],
    ]);
    expect(JSON.stringify(stack.hops.recent())).not.toContain('very-secret');
  });
});
