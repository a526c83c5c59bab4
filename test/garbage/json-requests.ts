import type { Random } from '../race/random.ts';
import { badAuthorization, badIdempotencyKey, type Keys } from './bad-keys.ts';
import type { BadRequest, Headers } from './bad-request.ts';
import { badBody, multipart, otherType } from './bad-text.ts';
import { breakField } from './break-body.ts';
import { CANARY } from './canary.ts';
import { itemRequests } from './item-requests.ts';
import { type JsonRoute, jsonRoutes } from './json-routes.ts';
import { jsonText } from './raw-json.ts';
import { wayOf } from './way-of.ts';

/** What generators of requests know of the world that they are made for. */
export type Known = {
  keys: Keys;
  /** Under which something else was recorded already. */
  usedIdempotencyKey: string;
};

/** Every route whose body is JSON and whose caller has a key. */
export const jsonGenerators: Readonly<
  Record<string, (random: Random, known: Known) => BadRequest>
> = Object.fromEntries(
  Object.entries(jsonRoutes).map(([key, route]) => [
    key,
    (random: Random, known: Known) => badRequest(key, route, random, known),
  ]),
);

const WAYS = {
  field: 0.6,
  whole: 0.1,
  text: 0.1,
  items: 0.1,
  type: 0.03,
  key: 0.05,
  idempotency: 0.02,
};

function badRequest(key: string, route: JsonRoute, random: Random, known: Known): BadRequest {
  const [method = '', path = ''] = key.split(' ');
  const headers = goodHeaders(route, random, known);
  const post = { method, path, headers };
  const good = () => jsonText(route.body);
  switch (wayOf(WAYS, random)) {
    case 'text': {
      const { says, ...body } = badBody(good(), random);
      return { says, request: { ...post, ...body }, expected: { is: 'problem' } };
    }
    case 'type': {
      const type = otherType(random);
      const body = type?.startsWith('multipart') ? multipart(random) : good();
      const typed = withHeader(headers, 'content-type', type);
      return {
        says: `content type ${type}`,
        request: { ...post, headers: typed, body },
        expected: { is: 'problem', word: 'application/json' },
      };
    }
    case 'key':
      return withBadKey({ ...post, body: good() }, random, known);
    case 'idempotency':
      if (route.needsIdempotencyKey) return withBadIdempotencyKey(post, route, random, known);
      break;
    case 'items': {
      const made = itemRequests[key]?.(random, known, post);
      if (made) return made;
      break;
    }
    case 'whole': {
      const [first, ...others] = route.wholes;
      if (!first) break;
      const { says, pointer, body } = random.pick(first, ...others);
      const request = { ...post, body: jsonText(body(random)) };
      return { says, request, expected: { is: 'problem', pointer } };
    }
  }
  return withBadField(post, route, random);
}

type Post = { method: string; path: string; headers: Headers };

function withBadField(post: Post, route: JsonRoute, random: Random): BadRequest {
  const [first, ...others] = route.fields;
  if (!first) throw new Error(`${post.path} has no fields`);
  const { says, json, pointer } = breakField(route.body, random.pick(first, ...others), random);
  const request = { ...post, body: jsonText(json) };
  return { says, request, expected: { is: 'problem', pointer } };
}

/** A request that its caller may not make. */
export function withBadKey(
  request: BadRequest['request'],
  random: Random,
  { keys }: Known,
): BadRequest {
  const { headers = {} } = request;
  if (random.chance(0.1)) {
    const authorization = `Bearer ${keys.scopeless}`;
    return {
      says: 'key without the scope',
      request: { ...request, headers: { ...headers, authorization } },
      expected: { is: 'problem' },
    };
  }
  const authorization = badAuthorization(keys, random);
  return {
    says: `key ${authorization?.slice(0, 60)}`,
    request: { ...request, headers: withHeader(headers, 'authorization', authorization) },
    expected: { is: 'turned away' },
  };
}

function withBadIdempotencyKey(
  post: Post,
  { body, answersRepeatsByRow }: JsonRoute,
  random: Random,
  { usedIdempotencyKey }: Known,
): BadRequest {
  const isUsed = !answersRepeatsByRow && random.chance(0.3);
  const value = isUsed ? usedIdempotencyKey : badIdempotencyKey(random);
  const headers = withHeader(post.headers, 'idempotency-key', value);
  return {
    says: `idempotency key ${value}`,
    request: { ...post, headers, body: jsonText(body) },
    expected: { is: 'problem', word: 'Idempotency-Key' },
  };
}

/** Those of a well-behaved client, with canaries where it tells of itself. */
function goodHeaders(route: JsonRoute, random: Random, { keys }: Known): Headers {
  return {
    authorization: `Bearer ${keys.good}`,
    'content-type': 'application/json',
    'user-agent': `Agent/1.0 (${CANARY.word})`,
    referer: `https://www.example.com/?${CANARY.email}`,
    cookie: `session=${CANARY.word}`,
    'x-forwarded-for': CANARY.ip,
    ...(route.needsIdempotencyKey && {
      'idempotency-key': `"${CANARY.email}:${random.between(0, 1_000_000_000)}"`,
    }),
  };
}

export function withHeader(headers: Headers, name: string, value: string | undefined): Headers {
  const { [name]: _, ...others } = headers;
  return value === undefined ? others : { ...others, [name]: value };
}
