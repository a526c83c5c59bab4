import type * as z from 'zod';
import type { FieldFault } from '../events/problem.ts';
import type { Reason } from '../events/verdict.ts';

export const errorCodes = [
  'malformed',
  'invalid',
  'idempotency_key_missing',
  'idempotency_key_reused',
  'scope_missing',
  'origin_refused',
  'form_token_invalid',
  'not_found',
  'too_large',
  'unsupported_media_type',
  'send_refused',
  'message_id_used',
  'rate_limited',
  'unavailable',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** A fault at one field; `pointer` is an RFC 6901 JSON pointer as a URI fragment (`#/recipients/0/to`). */
export type FieldError = z.infer<typeof FieldFault>;

/** An answer that is not what was asked for, on purpose. Anything else thrown is a bug or an outage. */
export class ConsentError extends Error {
  readonly code: ErrorCode;
  readonly errors: readonly FieldError[];
  readonly reason: Reason | undefined;

  constructor(
    code: ErrorCode,
    detail: string,
    options: { errors?: readonly FieldError[]; reason?: Reason; cause?: unknown } = {},
  ) {
    super(detail, { cause: options.cause });
    this.name = 'ConsentError';
    this.code = code;
    this.errors = options.errors ?? [];
    this.reason = options.reason;
  }
}

const MAX_FIELD_ERRORS = 50;

/** What is wrong with which fields; past the first 50 nobody reads on. */
export function invalidFields(errors: readonly FieldError[], cause?: unknown): ConsentError {
  return new ConsentError('invalid', 'Some fields need another look.', {
    errors: errors.slice(0, MAX_FIELD_ERRORS),
    cause,
  });
}

export function reusedKey(): ConsentError {
  return new ConsentError(
    'idempotency_key_reused',
    'This key was used before with other content. Send new content under a new key.',
  );
}
