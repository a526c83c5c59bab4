import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { problemOf, problemResponse } from './problem.ts';
import { rateHeaders, refuseLimited } from './rate-limit.ts';

type Answer = APIGatewayProxyStructuredResultV2;
export type Door = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** How a door says no: as a problem document, or as a page. */
type Refusal = (
  problem: ReturnType<typeof problemOf>,
  event: APIGatewayProxyEventV2,
) => Answer | Promise<Answer>;

/**
 * The wrapper of every HTTP function: what is thrown becomes an answer, and a client is told its rate. What
 * `isUnlimited` is counted, and never refused for a rate.
 */
export function door(
  handle: (event: APIGatewayProxyEventV2) => Promise<Answer>,
  refuse: Refusal = problemResponse,
  isUnlimited: (event: APIGatewayProxyEventV2) => boolean = () => false,
): Door {
  // Middy's early timeout would answer while work still runs; the platform's own timeout kills it.
  return middy<APIGatewayProxyEventV2, Answer>({ timeoutEarlyInMillis: 0 })
    .before(({ event }) => refuseLimited(event, isUnlimited))
    .after((request) => {
      request.response = withRate(request.response ?? {}, request.event);
    })
    .onError(async (request) => {
      const refusal = await refuse(problemOf(request.error), request.event);
      request.response = withRate(refusal, request.event);
    })
    .handler(handle);
}

function withRate(answer: Answer, event: APIGatewayProxyEventV2): Answer {
  const headers = { ...answer.headers, ...rateHeaders(event, answer.statusCode) };
  return { ...answer, headers };
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
