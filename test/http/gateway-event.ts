import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import type { ClientRate } from '../../events/api-key.ts';

export type Request = {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string;
  base64?: boolean;
  pathParameters?: Record<string, string>;
  query?: Record<string, string>;
  /** What the authorizer found; without it the route is an open one. */
  caller?: { clientId: string; scopes: string } & Partial<ClientRate>;
};

/** The event that API Gateway's HTTP API makes of a request, payload format 2.0. */
export function gatewayEvent(request: Request): APIGatewayProxyEventV2 {
  const { method, path, body, base64 = false, pathParameters, query, caller } = request;
  const requestContext = {
    accountId: '000000000000',
    apiId: 'api',
    domainName: 'consent.example.com',
    domainPrefix: 'consent',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: '' },
    requestId: 'request-1',
    routeKey: `${method} ${path}`,
    stage: '$default',
    time: '23/Nov/2026:10:00:00 +0000',
    timeEpoch: 1_795_428_000_000,
    ...(caller && { authorizer: { lambda: caller } }),
  };
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: request.headers ?? {},
    requestContext,
    isBase64Encoded: base64,
    ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
    ...(pathParameters && { pathParameters }),
    ...(query && { queryStringParameters: query }),
  };
}

/** An invocation with its whole time before it. */
export const lambdaContext = {
  awsRequestId: 'invocation-1',
  functionName: 'test',
  getRemainingTimeInMillis: () => 10_000,
} as Context;
