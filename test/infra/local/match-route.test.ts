import { describe, expect, test } from '@jest/globals';
import { matchRoute } from '../../../infra/local/http/match-route.ts';
import type { LocalFunction } from '../../../infra/local/template/read-stack.ts';

const fn: LocalFunction = {
  name: 'Fn',
  arn: 'arn',
  role: { name: 'FnRole', arn: 'role', grants: [] },
  folder: '.',
  timeoutSeconds: 1,
  memoryMegabytes: 128,
  maxConcurrency: undefined,
  variables: {},
};

function match(keys: string[], method: string, path: string) {
  const routes = keys.map((key) => ({ key, fn, authorizer: undefined, timeoutMilliseconds: 1 }));
  const found = matchRoute(routes, method, path);
  return found && [found.route.key, found.pathParameters];
}

describe('the most specific route wins', () => {
  const keys = ['$default', 'ANY /{all+}', 'GET /v1/{kind}', 'ANY /v1/forms', 'GET /v1/forms'];

  test('literal before parameter, method before ANY', () => {
    expect(match(keys, 'GET', '/v1/forms')).toEqual(['GET /v1/forms', {}]);
    expect(match(keys, 'POST', '/v1/forms')).toEqual(['ANY /v1/forms', {}]);
    expect(match(keys, 'GET', '/v1/other')).toEqual(['GET /v1/{kind}', { kind: 'other' }]);
  });

  test('a greedy parameter takes the rest, and $default what is left', () => {
    expect(match(keys, 'PUT', '/a/b/c')).toEqual(['ANY /{all+}', { all: 'a/b/c' }]);
    expect(match(keys, 'GET', '/')).toEqual(['$default', {}]);
  });
});

describe('a path is taken as it came', () => {
  test('a trailing slash behind a greedy parameter is delivered', () => {
    expect(match(['POST /u/{token+}'], 'POST', '/u/abc/')).toEqual([
      'POST /u/{token+}',
      { token: 'abc/' },
    ]);
  });

  test('a trailing slash elsewhere is another path', () => {
    expect(match(['POST /v1/checks'], 'POST', '/v1/checks/')).toBeUndefined();
    expect(match(['GET /c/{token}'], 'GET', '/c/')).toBeUndefined();
  });

  test('parameters are decoded, a stray percent sign stays', () => {
    expect(match(['GET /c/{token}'], 'GET', '/c/a%20b')).toEqual([
      'GET /c/{token}',
      { token: 'a b' },
    ]);
    expect(match(['GET /c/{token}'], 'GET', '/c/100%')).toEqual([
      'GET /c/{token}',
      { token: '100%' },
    ]);
  });

  test('another method is no match', () => {
    expect(match(['GET /v1/forms'], 'POST', '/v1/forms')).toBeUndefined();
  });
});
