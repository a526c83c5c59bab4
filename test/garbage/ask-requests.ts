import type { Random } from '../race/random.ts';
import type { BadRequest } from './bad-request.ts';
import { multipart } from './bad-text.ts';
import { CANARY } from './canary.ts';
import { NOT_A_PHONE, NOT_AN_EMAIL, UNCERTAIN_PHONES } from './odd-addresses.ts';
import type { Bad } from './odd-values.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'OPTIONS';

const form = (fields: Record<string, string>) => String(new URLSearchParams(fields));

/** A link to one's preferences, asked for with what is no address; or a look with much in it. */
export function badAskRequest(method: Method, random: Random): BadRequest {
  const body = random.pick(
    undefined,
    '',
    form({ email: oneOf(NOT_AN_EMAIL, random) }),
    form({ phone: oneOf([...NOT_A_PHONE, ...UNCERTAIN_PHONES], random) }),
    form({ email: `${CANARY.email}, ${CANARY.email}` }),
    form({ __proto__: CANARY.word, constructor: CANARY.email }),
    `email=${CANARY.email}%00`,
    `email=${CANARY.email}%0d%0aBcc: ${CANARY.email}`,
    JSON.stringify({ email: CANARY.email }),
    multipart(random),
    `email=${'a'.repeat(random.pick(300, 5_000))}@example.com`,
  );
  return {
    says: `ask ${String(body).slice(0, 60)}`,
    request: {
      ...{ method, path: '/p', headers: { 'user-agent': CANARY.word } },
      ...(method === 'POST' && body !== undefined && { body, base64: random.chance(0.5) }),
      ...(method !== 'POST' && { query: { email: CANARY.email, lang: CANARY.word } }),
    },
    expected: method === 'POST' ? { is: 'page' } : { is: 'answer', faultOf: onlyLooked },
  };
}

/** What is asked for in a query is not asked for. */
const onlyLooked = (status: number, body: string) => {
  if (status >= 300) return `status ${status}`;
  return body.includes(CANARY.word) ? 'a page with what somebody sent in it' : undefined;
};

function oneOf(all: readonly Bad[], random: Random): string {
  const [first, ...more] = all;
  if (!first) throw new Error('there are none');
  const [, value] = random.pick(first, ...more);
  return String(typeof value === 'function' ? value(random) : value);
}
