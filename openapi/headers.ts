import type { oas31 } from 'zod-openapi';

const text = { type: 'string' } as const;

/** Headers of answers, by the names that components know them by. */
export const headers = {
  RateLimitPolicy: {
    description:
      'How many requests (`q`) your client may send in how many seconds (`w`), over all its keys (draft-ietf-httpapi-ratelimit-headers of September 2025).',
    schema: text,
    example: '"client";q=30000;w=60',
  },
  RateLimit: {
    description:
      'How many requests remain (`r`), and in how many seconds the count begins anew (`t`).',
    schema: text,
    example: '"client";r=29999;t=42',
  },
  RetryAfter: {
    description: 'Seconds to wait before the same request is sent again.',
    schema: { type: 'integer', minimum: 1 },
    example: 2,
  },
  Allow: { description: 'The methods of a link.', schema: text, example: 'GET, HEAD, POST' },
} as const satisfies Record<string, oas31.HeaderObject>;

export const headerRef = (name: keyof typeof headers) => ({ $ref: `#/components/headers/${name}` });

/** On every answer of a door that asks for a key; the gateway's own answers lack them. */
export const RATE_HEADERS = {
  'RateLimit-Policy': headerRef('RateLimitPolicy'),
  RateLimit: headerRef('RateLimit'),
};

export const IDEMPOTENCY_KEY: oas31.ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'A fresh UUID in double quotes, 1 to 255 visible ASCII characters; the same one when you send the same request again, however often and however late: it counts once, and is answered as before. With other content it is refused.',
  schema: { type: 'string', minLength: 1, maxLength: 257 },
  example: '"8e03978e-40d5-43e8-bc93-6894a57f9324"',
};
