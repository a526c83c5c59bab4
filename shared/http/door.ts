import middy from '@middy/core';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { problemOf, problemResponse } from './problem.ts';

type Answer = APIGatewayProxyStructuredResultV2;
export type Door = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

/** How a door says no: as a problem document, or as a page. */
type Refusal = (problem: ReturnType<typeof problemOf>, event: APIGatewayProxyEventV2) => Answer;

/** The wrapper of every HTTP function: what is thrown becomes an answer. */
export function door(
  handle: (event: APIGatewayProxyEventV2) => Promise<Answer>,
  refuse: Refusal = problemResponse,
): Door {
  // Middy's early timeout would answer while work still runs; the platform's own timeout kills it.
  return middy<APIGatewayProxyEventV2, Answer>({ timeoutEarlyInMillis: 0 })
    .onError((request) => {
      request.response = refuse(problemOf(request.error), request.event);
    })
    .handler(handle);
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: JSON.stringify(body),
  };
}
