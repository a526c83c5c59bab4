import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { LOCAL_ACCOUNT } from '../aws-local.ts';
import type { Match } from './match-route.ts';

// Everything else arrives as base64, form posts included.
const TEXT_TYPES = /^(text\/|application\/(json|javascript|xml)\b)/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export type GatewayRequest = {
  apiId: string;
  match: Match;
  request: IncomingMessage;
  body: Buffer;
  now: Date;
};

/** The event that API Gateway's HTTP API sends to a function, payload format 2.0. */
export function gatewayEvent({
  apiId,
  match,
  request,
  body,
  now,
}: GatewayRequest): APIGatewayProxyEventV2 {
  const { path, query } = splitUrl(request.url ?? '/');
  const headers = joinedHeaders(request);
  const cookies = splitCookies(request.headers.cookie);
  const host = request.headers.host ?? 'localhost';
  return {
    version: '2.0',
    routeKey: match.route.key,
    rawPath: path,
    rawQueryString: query,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(query !== '' && { queryStringParameters: joinedQuery(query) }),
    ...(Object.keys(match.pathParameters).length > 0 && { pathParameters: match.pathParameters }),
    requestContext: {
      accountId: LOCAL_ACCOUNT,
      apiId,
      domainName: host,
      domainPrefix: host.split(/[.:]/, 1)[0] ?? host,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: request.headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: match.route.key,
      stage: '$default',
      time: logTime(now),
      timeEpoch: now.getTime(),
    },
    ...bodyFields(body, headers['content-type']),
  };
}

export function splitUrl(url: string): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function bodyFields(
  body: Buffer,
  contentType = 'application/octet-stream',
): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPES.test(contentType.toLowerCase());
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText };
}

/** Lower-case names, repeated headers joined with commas; cookies have a field of their own. */
function joinedHeaders(request: IncomingMessage): Record<string, string> {
  const { cookie: _, ...others } = request.headersDistinct;
  return Object.fromEntries(
    Object.entries(others).map(([name, values]) => [name, values?.join(',') ?? '']),
  );
}

function splitCookies(header: string | undefined): string[] {
  return header === undefined ? [] : header.split(/; */).filter((cookie) => cookie !== '');
}

function joinedQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(query)) {
    const before = joined.get(key);
    joined.set(key, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/** As in an access log: `23/Nov/2026:14:17:21 +0000`. */
function logTime(now: Date): string {
  const [date = '', time = ''] = now.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
}
