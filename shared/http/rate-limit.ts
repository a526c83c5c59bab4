import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
} from 'aws-lambda';
import { ClientRate } from '../../events/api-key.ts';
import { ConsentError } from '../errors.ts';
import { RATE_WINDOW_SECONDS } from '../request-rate.ts';

const POLICY_NAME = '"client"';

/** What the authorizer has counted; null on a route that asks for no key. */
function rateOf(event: APIGatewayProxyEventV2): ClientRate | null {
  const { requestContext } = event as Partial<APIGatewayProxyEventV2WithLambdaAuthorizer<unknown>>;
  return ClientRate.safeParse(requestContext?.authorizer?.lambda).data ?? null;
}

/** Throws `rate_limited` where the client has used up its window, unless the request is one that never waits. */
export function refuseLimited(
  event: APIGatewayProxyEventV2,
  isUnlimited: (event: APIGatewayProxyEventV2) => boolean,
): void {
  const rate = rateOf(event);
  if (!rate?.limited || isUnlimited(event)) return;
  throw new ConsentError(
    'rate_limited',
    `This client may send ${rate.limit} requests in ${RATE_WINDOW_SECONDS} seconds. Send this one again in ${rate.reset} seconds.`,
  );
}

/**
 * `RateLimit-Policy` and `RateLimit` as draft-ietf-httpapi-ratelimit-headers wrote them in September 2025, and
 * with a 429 the `Retry-After` that must not come earlier than the reset. The draft has changed its syntax
 * before: it is written here and nowhere else.
 */
export function rateHeaders(
  event: APIGatewayProxyEventV2,
  status: number | undefined,
): Record<string, string> {
  const rate = rateOf(event);
  if (!rate) return {};
  return {
    'ratelimit-policy': `${POLICY_NAME};q=${rate.limit};w=${RATE_WINDOW_SECONDS}`,
    ratelimit: `${POLICY_NAME};r=${rate.remaining};t=${rate.reset}`,
    ...(status === 429 && { 'retry-after': String(rate.reset) }),
  };
}
