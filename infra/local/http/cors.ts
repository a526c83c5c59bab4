import type { IncomingHttpHeaders } from 'node:http';
import type { CorsConfiguration } from '../template/api-properties.ts';
import type { GatewayResponse } from './gateway-response.ts';

type Headers = Record<string, string>;

/** The answer to a preflight request, which never reaches a function; undefined for any other. */
export function preflight(
  cors: CorsConfiguration,
  method: string,
  headers: IncomingHttpHeaders,
): GatewayResponse | undefined {
  const asked = headers['access-control-request-method'];
  if (method !== 'OPTIONS' || headers.origin === undefined || asked === undefined) return undefined;
  const empty = { status: 204, body: Buffer.alloc(0) };
  const allowed = allowOrigin(cors, headers.origin);
  if (!allowed) return { ...empty, headers: {} };
  return {
    ...empty,
    headers: {
      ...allowed,
      'access-control-allow-methods': cors.AllowMethods.join(','),
      'access-control-allow-headers': cors.AllowHeaders.join(','),
      ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
    },
  };
}

/** The API's CORS headers in place of any that the function gave. */
export function withCors(
  cors: CorsConfiguration,
  origin: string | undefined,
  response: GatewayResponse,
): GatewayResponse {
  const own = Object.entries(response.headers).filter(
    ([name]) => !name.startsWith('access-control-'),
  );
  const allowed = origin === undefined ? undefined : allowOrigin(cors, origin);
  const exposed = cors.ExposeHeaders.join(',');
  return {
    ...response,
    headers: {
      ...Object.fromEntries(own),
      ...allowed,
      ...(allowed && exposed !== '' && { 'access-control-expose-headers': exposed }),
    },
  };
}

function allowOrigin(cors: CorsConfiguration, origin: string): Headers | undefined {
  const matching = cors.AllowOrigins.find(
    (allowed) =>
      allowed === '*' ||
      allowed === origin ||
      (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1))),
  );
  if (matching === undefined) return undefined;
  return {
    'access-control-allow-origin': matching === '*' ? '*' : origin,
    ...(matching !== '*' && { vary: 'origin' }),
    ...(cors.AllowCredentials && { 'access-control-allow-credentials': 'true' }),
  };
}
