import { ORIGIN } from '../http/form-door.ts';
import type { Request } from '../http/gateway-event.ts';
import type { Random } from '../race/random.ts';
import { badName, badOrigin } from './bad-names.ts';
import type { BadRequest, Headers } from './bad-request.ts';
import { badBody, multipart, otherType } from './bad-text.ts';
import { breakField, type Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import { badFormToken, type FormTokens, formFields, goodForm } from './form-body.ts';
import { badFormPost } from './form-posts.ts';
import { withHeader } from './json-requests.ts';
import { jsonText } from './raw-json.ts';
import { wayOf } from './way-of.ts';

const FORM = 'contact';

const HEADERS: Headers = {
  origin: ORIGIN,
  'content-type': 'application/json',
  'user-agent': `Browser/1.0 (${CANARY.word})`,
  referer: `${ORIGIN}/?from=${CANARY.email}`,
  cookie: CANARY.word,
};

const WAYS = {
  field: 0.45,
  form: 0.3,
  token: 0.07,
  origin: 0.06,
  type: 0.04,
  name: 0.03,
  text: 0.05,
};

const PROBLEM = { is: 'problem' } as const;

/** A post to a signup form that must be refused. */
export function badFormRequest(random: Random, tokens: FormTokens): BadRequest {
  const path = `/v1/forms/${FORM}/consents`;
  const post = { method: 'POST', path, pathParameters: { formId: FORM }, headers: HEADERS };
  const good = goodForm(tokens.good);
  const body = jsonText(good);
  switch (wayOf(WAYS, random)) {
    case 'field':
      return withBadField(post, good, random);
    case 'form':
      return badFormPost(post, tokens, random);
    case 'token': {
      const formToken = badFormToken(tokens, random);
      const request = { ...post, body: jsonText({ ...good, formToken }) };
      const expected = { ...PROBLEM, pointer: '#/formToken' };
      return { says: `token ${formToken.slice(0, 80)}`, request, expected };
    }
    case 'origin': {
      const origin = badOrigin(random);
      const request = { ...post, headers: withHeader(HEADERS, 'origin', origin), body };
      return { says: `origin ${origin}`, request, expected: { ...PROBLEM, word: 'origins' } };
    }
    case 'type': {
      const type = otherType(random);
      const headers = withHeader(HEADERS, 'content-type', type);
      const sent = type?.startsWith('multipart') ? multipart(random) : body;
      const request = { ...post, headers, body: sent };
      const expected = { ...PROBLEM, word: 'application/json' };
      return { says: `content type ${type}`, request, expected };
    }
    case 'name':
      return withBadName(post, body, random);
    case 'text': {
      const { says, ...text } = badBody(body, random);
      return { says, request: { ...post, ...text }, expected: PROBLEM };
    }
  }
}

function withBadField(post: Request, good: unknown, random: Random): BadRequest {
  const [first, ...others] = formFields as [Field, ...Field[]];
  const { says, json, pointer } = breakField(good, random.pick(first, ...others), random);
  const request = { ...post, body: jsonText(json) };
  return { says, request, expected: { ...PROBLEM, pointer } };
}

function withBadName(post: Request, body: string, random: Random): BadRequest {
  const formId = badName(random);
  const path = `/v1/forms/${encodeURIComponent(formId.toWellFormed())}/consents`;
  const request = { ...post, path, pathParameters: { formId }, body };
  return { says: `form ${formId.slice(0, 40)}`, request, expected: PROBLEM };
}

/** The form that a page would show. */
export function badGetForm(random: Random, as: '' | '/embed' = ''): BadRequest {
  const formId = badName(random);
  return {
    says: `form ${formId.slice(0, 40)}`,
    request: {
      method: 'GET',
      path: `/v1/forms/${encodeURIComponent(formId.toWellFormed())}${as}`,
      pathParameters: { formId },
      query: { locale: random.pick('__proto__', 'constructor', CANARY.word, 'en-GB') },
      headers: { 'user-agent': CANARY.word },
    },
    expected: { is: 'problem' },
  };
}
