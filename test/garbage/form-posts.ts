import { FORM_TYPE } from '../http/form-door.ts';
import type { Request } from '../http/gateway-event.ts';
import type { Random } from '../race/random.ts';
import type { BadRequest } from './bad-request.ts';
import { type Field, pointerOf } from './break-body.ts';
import { CANARY } from './canary.ts';
import { badFormToken, type FormTokens, formTexts, goodForm } from './form-body.ts';
import { type Bad, UNKNOWN_NAMES } from './odd-values.ts';

/** As a page without scripts sends it: the refusal is a page as well, and says which field. */
export function badFormPost(post: Request, tokens: FormTokens, random: Random): BadRequest {
  const { formToken, consents, ...others } = goodForm(tokens.good);
  const pairs = [
    ...Object.entries(others),
    ...consents.map((choice) => ['consents', choice] as const),
    ['formToken', formToken] as const,
  ].map(([name, value]): [string, string] => [name, value]);
  const { says, name, body } = brokenPairs(pairs, tokens, random);
  return {
    says: `form-encoded: ${says}`,
    request: {
      ...post,
      headers: { ...post.headers, 'content-type': FORM_TYPE },
      body,
      base64: true,
    },
    expected: {
      is: 'page',
      pointer: pointerOf(name === 'consents' && says !== 'too many' ? [name, 0] : [name]),
    },
  };
}

function brokenPairs(pairs: [string, string][], tokens: FormTokens, random: Random) {
  const encoded = (list: [string, string][]) => new URLSearchParams(list).toString();
  const replaced = (name: string, value: string) =>
    encoded(pairs.map((pair) => (pair[0] === name ? [name, value] : pair)));
  const without = (name: string) => encoded(pairs.filter(([key]) => key !== name));
  const [unknown = '', ...unknowns] = UNKNOWN_NAMES;
  return random.pick<() => { says: string; name: string; body: string }>(
    () => {
      const name = random.pick('email', 'phone', 'address', 'age', 'formToken');
      return { says: `${name} missing`, name, body: without(name) };
    },
    () => {
      // An address comes in lines: twice is two of them.
      const name = random.pick('email', 'phone', 'age', 'formToken');
      return { says: `${name} twice`, name, body: `${encoded(pairs)}&${name}=${CANARY.word}` };
    },
    () => {
      const name = random.pick(unknown, ...unknowns);
      return { says: 'unknown field', name, body: encoded([...pairs, [name, CANARY.email]]) };
    },
    () => {
      const [field, ...others] = formTexts.slice(0, 3) as [Field, ...Field[]];
      const chosen = random.pick(field, ...others);
      const name = String(chosen.at[0]);
      const bad = chosen.is === 'text' ? chosen.bad : [];
      const [says, value] = random.pick(...(bad as [Bad, ...Bad[]]));
      const text = String(typeof value === 'function' ? value(random) : value);
      return { says: `${name}: ${says}`, name, body: replaced(name, text) };
    },
    () => ({ says: 'bytes', name: 'email', body: `${without('email')}&email=%ff%fe%zz%` }),
    () => ({
      says: 'not of this form',
      name: 'consents',
      body: encoded([['consents', 'email.newsletter'], ...pairs]),
    }),
    () => ({
      says: 'too many',
      name: 'consents',
      body: `${encoded(pairs)}${'&consents=email.offers'.repeat(16)}`,
    }),
    () => ({
      says: 'bad token',
      name: 'formToken',
      body: replaced('formToken', badFormToken(tokens, random)),
    }),
    () => ({ says: 'JSON', name: '{"email":"x"}', body: '{"email":"x"}' }),
  )();
}
