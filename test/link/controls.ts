import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Synthesized } from '../product.ts';
import { anyClaims, careless, type Verifier } from './verifier.ts';

/** A deliberate mistake, which the proof must catch: else it proves nothing. */
export type Control = { name: string; says: string } & (
  | { verify: Verifier }
  | { handler: (genuine: string) => string }
);

const FORGIVEN_CHARACTERS = 2;
const decoded = (mac: string) => Buffer.from(mac, 'base64url').toString('hex');

/** The door's own code, told that a GET is a POST. */
const getIsPost = (genuine: string) =>
  `import { handler as door } from ${JSON.stringify(genuine)};
export const handler = (event, context) => {
  const { http } = event.requestContext;
  const method = http.method === 'GET' ? 'POST' : http.method;
  return door({ ...event, requestContext: { ...event.requestContext, http: { ...http, method } } }, context);
};
`;

export const controls: readonly Control[] = [
  { name: 'get-withdraws', says: 'looking at a link withdraws', handler: getIsPost },
  {
    name: 'mac-prefix',
    says: 'the end of the MAC is not compared',
    verify: careless({
      sameMac: (expected, given) =>
        given.startsWith(expected.slice(0, -FORGIVEN_CHARACTERS)) &&
        given.length === expected.length,
    }),
  },
  {
    name: 'mac-decoded',
    says: 'the MAC is compared as bytes, so that the unused bits of its last letter may be anything',
    verify: careless({ sameMac: (expected, given) => decoded(expected) === decoded(given) }),
  },
  {
    name: 'mac-any-case',
    says: 'the MAC is compared without regard to case',
    verify: careless({ sameMac: (a, b) => a.toLowerCase() === b.toLowerCase() }),
  },
  {
    name: 'old-keys-dropped',
    says: 'only the current key verifies',
    verify: careless({
      ring: ({ current, keys }) => ({
        current,
        keys: { [current]: keys[current] ?? new Uint8Array() },
      }),
    }),
  },
  {
    name: 'any-environment',
    says: 'tokens of another environment are taken',
    verify: careless({ environments: ['local', 'prod'] }),
  },
  {
    name: 'any-kind',
    says: 'a form’s token unsubscribes',
    verify: careless({ claims: anyClaims }),
  },
  {
    name: 'unknown-key',
    says: 'a key id that is not known stands for the first key',
    verify: careless({
      keyOf: ({ keys }, id) => (Object.hasOwn(keys, id) ? keys[id] : Object.values(keys)[0]),
    }),
  },
];

/** The assembly with another unsubscribe handler in it. */
export function withHandler(
  assembly: Synthesized,
  folder: string,
  handler: (genuine: string) => string,
): Synthesized {
  const genuine = path.join(assembly.bundles.Unsubscribe ?? '', 'index.mjs');
  const bundle = path.join(folder, 'careless-unsubscribe');
  mkdirSync(bundle, { recursive: true });
  writeFileSync(path.join(bundle, 'index.mjs'), handler(pathToFileURL(genuine).href));
  return { ...assembly, bundles: { ...assembly.bundles, Unsubscribe: bundle } };
}
