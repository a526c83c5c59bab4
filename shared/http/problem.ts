import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from '../../events/problem.ts';
import { ConsentError, type ErrorCode } from '../errors.ts';
import { log, traceOf } from '../log.ts';

const STATUS: Record<ErrorCode, { status: number; title: string }> = {
  malformed: { status: 400, title: 'The request cannot be read' },
  invalid: { status: 422, title: 'The request is not valid' },
  idempotency_key_missing: { status: 400, title: 'An Idempotency-Key is needed' },
  idempotency_key_reused: {
    status: 422,
    title: 'This Idempotency-Key was used for something else',
  },
  scope_missing: { status: 403, title: 'This key may not do that' },
  origin_refused: { status: 403, title: 'This page may not post here' },
  form_token_invalid: { status: 422, title: 'The form has expired' },
  not_found: { status: 404, title: 'Not found' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  send_refused: { status: 403, title: 'This message may not be sent' },
  message_id_used: { status: 409, title: 'This message id was used' },
  rate_limited: { status: 429, title: 'Too many requests' },
  unavailable: { status: 503, title: 'Not available right now' },
};

export const RETRY_AFTER_SECONDS = '2';

/** The closed list of codes as RFC 9457 problems. What is not in it is a bug or an outage: a mute 500. */
export function problemOf(error: unknown): Problem {
  if (!(error instanceof ConsentError)) {
    log('error', 'request failed', { error: traceOf(error) });
    return {
      type: 'about:blank',
      title: 'Internal Server Error',
      status: 500,
      detail: 'Something failed on our side. Nothing was acknowledged; send the request again.',
    };
  }
  const { status, title } = STATUS[error.code];
  return {
    type: `urn:problem-type:prior-consent:${error.code}`,
    title,
    status,
    detail: error.message,
    ...(error.reason && { reason: error.reason }),
    ...(error.errors.length > 0 && { errors: [...error.errors] }),
  };
}

export function problemResponse(problem: Problem): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: problem.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      ...(problem.status === 503 && { 'retry-after': RETRY_AFTER_SECONDS }),
    },
    body: JSON.stringify(problem),
  };
}
