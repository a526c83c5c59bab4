import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ConsentError } from '../errors.ts';
import { header } from './request.ts';

/** A structured-field string, or leniently the bare value: 1 to 255 visible ASCII characters. */
const QUOTED_KEY = /^"([\x21\x23-\x5b\x5d-\x7e]{1,255})"$/;
const BARE_KEY = /^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255}$/;

/** The request's Idempotency-Key (IETF draft 07 §2.1); throws `idempotency_key_missing` or `malformed`. */
export function idempotencyKey(event: APIGatewayProxyEventV2): string {
  const value = header(event, 'idempotency-key');
  if (value === undefined) {
    throw new ConsentError(
      'idempotency_key_missing',
      'Send an Idempotency-Key header with a fresh UUID in double quotes, and the same one when you retry.',
    );
  }
  const key = QUOTED_KEY.exec(value)?.[1] ?? BARE_KEY.exec(value)?.[0];
  if (key) return key;
  throw new ConsentError(
    'malformed',
    'The Idempotency-Key must be one string of 1 to 255 visible ASCII characters.',
  );
}
