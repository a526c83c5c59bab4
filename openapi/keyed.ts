import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { ApiScope } from '../events/api-key.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { IDEMPOTENCY_KEY, RATE_HEADERS } from './headers.ts';
import { problems } from './problems.ts';

export type Keyed = Omit<ZodOpenApiOperationObject, 'responses'> & {
  scope: ApiScope;
  needsIdempotencyKey?: boolean;
  answers: Record<string, ZodOpenApiResponseObject>;
  /** Beside those of every door that asks for a key and reads what it is sent. */
  problems?: readonly ErrorCode[];
};

const EVERYWHERE: readonly ErrorCode[] = ['scope_missing', 'rate_limited'];
const BODY: readonly ErrorCode[] = ['malformed', 'invalid', 'too_large', 'unsupported_media_type'];
const IDEMPOTENCY: readonly ErrorCode[] = ['malformed', 'idempotency_key_missing'];

/** An operation that asks for a key with this scope. */
export function keyed(operation: Keyed): ZodOpenApiOperationObject {
  const { scope, needsIdempotencyKey = false, answers, problems: own = [], ...rest } = operation;
  const rated = Object.entries(answers).map(([status, answer]) => [
    status,
    { ...answer, headers: RATE_HEADERS },
  ]);
  const codes = new Set([
    ...EVERYWHERE,
    ...(rest.requestBody ? BODY : []),
    ...(needsIdempotencyKey ? IDEMPOTENCY : []),
    ...own,
  ]);
  return {
    ...rest,
    description: `${rest.description} Needs a key with the scope \`${scope}\`.`,
    security: [{ ApiKey: [scope] }],
    ...(needsIdempotencyKey && { parameters: [IDEMPOTENCY_KEY] }),
    responses: {
      ...Object.fromEntries(rated),
      ...problems([...codes], { isKeyed: true }),
    },
  };
}
