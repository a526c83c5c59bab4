import type { Random } from '../race/random.ts';
import { badAskRequest } from './ask-requests.ts';
import type { BadRequest } from './bad-request.ts';
import type { Fixtures } from './fixtures.ts';
import { badFormRequest, badGetForm } from './form-requests.ts';
import { jsonGenerators } from './json-requests.ts';
import {
  badDeletePermit,
  badGetMessage,
  badGetSuppressions,
  badLinkRequest,
} from './link-requests.ts';

export type Generator = (random: Random, fixtures: Fixtures) => BadRequest;

/** How each route is asked badly. */
const generators: Readonly<Record<string, Generator>> = {
  ...jsonGenerators,
  'GET /v1/forms/{formId}': (random) => badGetForm(random),
  'GET /v1/forms/{formId}/embed': (random) => badGetForm(random, '/embed'),
  'POST /v1/forms/{formId}/consents': (random, { forms }) => badFormRequest(random, forms),
  'GET /u/{token+}': (random, { tokens }) => badLinkRequest('GET /u', random, tokens.toStop),
  'HEAD /u/{token+}': (random, { tokens }) => badLinkRequest('HEAD /u', random, tokens.toStop),
  'POST /u/{token+}': (random, { tokens }) => badLinkRequest('POST /u', random, tokens.toStop),
  'OPTIONS /u/{token+}': (random, { tokens }) =>
    badLinkRequest('OPTIONS /u', random, tokens.toStop),
  'GET /c/{token+}': (random, { tokens }) => badLinkRequest('GET /c', random, tokens.toConfirm),
  'HEAD /c/{token+}': (random, { tokens }) => badLinkRequest('HEAD /c', random, tokens.toConfirm),
  'POST /c/{token+}': (random, { tokens }) => badLinkRequest('POST /c', random, tokens.toConfirm),
  'OPTIONS /c/{token+}': (random, { tokens }) =>
    badLinkRequest('OPTIONS /c', random, tokens.toConfirm),
  'GET /p/{token+}': (random, { tokens }) => badLinkRequest('GET /p', random, tokens.toPrefer),
  'HEAD /p/{token+}': (random, { tokens }) => badLinkRequest('HEAD /p', random, tokens.toPrefer),
  'POST /p/{token+}': (random, { tokens }) => badLinkRequest('POST /p', random, tokens.toPrefer),
  'OPTIONS /p/{token+}': (random, { tokens }) =>
    badLinkRequest('OPTIONS /p', random, tokens.toPrefer),
  'GET /p': (random) => badAskRequest('GET', random),
  'HEAD /p': (random) => badAskRequest('HEAD', random),
  'POST /p': (random) => badAskRequest('POST', random),
  'OPTIONS /p': (random) => badAskRequest('OPTIONS', random),
  'GET /v1/messages/{messageId}': badGetMessage,
  'GET /v1/suppressions': badGetSuppressions,
  'DELETE /v1/permits/{permitId}': (random, fixtures) =>
    badDeletePermit(random, fixtures, fixtures.tokens),
};

/** Throws for a route that nobody has taught to be asked badly, and for a generator without a route. */
export function generatorsFor(keys: readonly string[]): ReadonlyMap<string, Generator> {
  const unknown = keys.filter((key) => !Object.hasOwn(generators, key));
  const idle = Object.keys(generators).filter((key) => !keys.includes(key));
  if (unknown.length > 0)
    throw new Error(`no garbage for ${unknown.join(', ')}: write a generator`);
  if (idle.length > 0) throw new Error(`garbage for routes that there are not: ${idle.join(', ')}`);
  return new Map(Object.entries(generators));
}
