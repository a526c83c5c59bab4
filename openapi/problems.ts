import type { oas31, ZodOpenApiContentObject, ZodOpenApiResponsesObject } from 'zod-openapi';
import { Problem } from '../events/problem.ts';
import type { Reason } from '../events/verdict.ts';
import { ConsentError, type ErrorCode, errorCodes } from '../shared/errors.ts';
import { problemOf } from '../shared/http/problem.ts';
import { headerRef, RATE_HEADERS } from './headers.ts';
import { sample } from './sample.ts';

/** An example of each problem: what its `detail` may say. */
const DETAILS: Record<ErrorCode, string> = {
  malformed: 'The body is not valid JSON.',
  invalid: 'Some fields need another look.',
  idempotency_key_missing:
    'Send an Idempotency-Key header with a fresh UUID in double quotes, and the same one when you retry.',
  idempotency_key_reused:
    'This key was used before with other content. Send new content under a new key.',
  scope_missing: 'This key lacks the scope "send".',
  origin_refused:
    'This form may be posted only by the pages that the catalogue lists as its origins.',
  form_token_invalid:
    'This form is too old or was changed on its way. Load it again and send it once more.',
  not_found: 'There is no form of this name.',
  too_large: 'A body may have at most 4000000 bytes.',
  unsupported_media_type: 'Send the body as application/json.',
  send_refused: 'Do not send this message. `reason` says why.',
  message_id_used: 'This message was claimed before. Do not send it again.',
  rate_limited:
    'This client may send 30000 requests in 60 seconds. Send this one again in 42 seconds.',
  unavailable: 'This could not be recorded. Please send it again.',
};

const REASONS: Partial<Record<ErrorCode, Reason>> = { send_refused: 'withdrawn' };

const OUTAGE = Problem.parse(sample('problem/problem.outage'));

const nameOf = ({ type }: Problem) => type.split(':').at(-1) ?? type;

/** One of each, by the last word of its type. */
export const examples = Object.fromEntries(
  [...errorCodes.map(exampleOf), OUTAGE].map((value) => [nameOf(value), { value }]),
);

/** What a door may answer instead, and the mute 500 that any may; by status. */
export function problems(
  codes: readonly ErrorCode[],
  { isKeyed }: { isKeyed: boolean },
): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy([...codes.map(exampleOf), OUTAGE], ({ status }) => status);
  const gateway = isKeyed ? GATEWAY_BY_KEY : GATEWAY;
  const statuses = [...new Set([...byStatus.keys(), ...Object.keys(gateway).map(Number)])];
  return Object.fromEntries(
    statuses
      .toSorted((a, b) => a - b)
      .map((status) => {
        const ours = byStatus.get(status) ?? [];
        const theirs = gateway[status];
        return [
          String(status),
          {
            description: [...ours.map(({ title }) => title), ...(theirs ? [theirs] : [])].join(
              '; ',
            ),
            headers: headersOf(status, ours.length > 0 && isKeyed),
            content: {
              ...(ours.length > 0 && problemContent(ours)),
              ...(theirs && GATEWAY_CONTENT),
            },
          },
        ];
      }),
  );
}

function exampleOf(code: ErrorCode): Problem {
  const fault = { detail: 'is needed', pointer: '#/items/0/address' };
  const reason = REASONS[code];
  return problemOf(
    new ConsentError(code, DETAILS[code], {
      ...(code === 'invalid' && { errors: [fault] }),
      ...(reason && { reason }),
    }),
  );
}

function problemContent(told: readonly Problem[]): ZodOpenApiContentObject {
  const types = told.map(({ type }) => type);
  const schema: oas31.SchemaObject = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { type: { enum: types } } },
    ],
  };
  const shown = told.map(nameOf).map((name) => [name, { $ref: `#/components/examples/${name}` }]);
  return { 'application/problem+json': { schema, examples: Object.fromEntries(shown) } };
}

function headersOf(status: number, isRated: boolean): oas31.HeadersObject {
  return {
    ...(isRated && RATE_HEADERS),
    ...([429, 503].includes(status) && { 'Retry-After': headerRef('RetryAfter') }),
  };
}

/** What the gateway says before or instead of a door: a status and a message, and no problem document. */
const GATEWAY: Record<number, string> = {
  500: 'the gateway could not look up the key or reach a door (`application/json`): send the request again',
  429: 'the gateway is asked too much at once (`application/json`)',
  503: 'the gateway had no answer in time (`application/json`): whether the request counts is not known',
};

const GATEWAY_BY_KEY: Record<number, string> = {
  ...GATEWAY,
  401: 'No Authorization header (`application/json`)',
  403: 'no valid key (`application/json`)',
};

export const GATEWAY_CONTENT: ZodOpenApiContentObject = {
  'application/json': { schema: { $ref: '#/components/schemas/GatewayMessage' } },
};
