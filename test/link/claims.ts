import { setTimeout as sleep } from 'node:timers/promises';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Random } from '../race/random.ts';
import type { LinkWorld } from './link-world.ts';
import { oneClickRequests } from './one-click-requests.ts';
import { scanLinks } from './scan.ts';
import { anyToken, foreignTokens, mutantsOf, tamperTokens } from './tokens.ts';
import type { Verifier } from './verifier.ts';

export type Proof = {
  world: LinkWorld;
  verify: Verifier;
  /** Of its own for each claim, so that one draws nothing from another. */
  random: Random;
  requests: number;
  tokens: number;
};

/** One thing that is to be shown of the link: what was tried, and what spoke against it. */
export type Claim = {
  says: string;
  prove(proof: Proof): Promise<{ tried: string; faults: string[] }>;
};

const SENT_MUTANTS = 400;
const FRESH_MS = 1_000;
const SHOWN_FAULTS = 5;
const TABLES_DIFFER = 'the tables are not what they were';
/** In a path these stand for themselves; a slash or a question mark would end the token, not change it. */
const PLAIN = /^[\w.~-]+$/;

export const scannersChangeNothing: Claim = {
  says: 'OCU-13: looking at a link changes nothing in any table',
  async prove({ world, random, requests }) {
    const { byMethod, unexpected, changed } = await scanLinks(world, random, requests);
    const methods = Object.entries(byMethod).map(([method, count]) => `${count} ${method}`);
    return {
      tried: methods.join(', '),
      faults: [...unexpected.slice(0, SHOWN_FAULTS), ...(changed ? [TABLES_DIFFER] : [])],
    };
  },
};

const changedTokensAreRefused: Claim = {
  says: 'OCU-5: a token that was changed in any way is refused',
  async prove({ world, verify, random, tokens }) {
    const { mutants, refused, accepted } = tamperTokens(world.ring, verify, random, tokens);
    return {
      tried: `${tokens} tokens in ${mutants} forms`,
      faults: [
        ...refused.slice(0, SHOWN_FAULTS).map((token) => `a genuine one was refused: ${token}`),
        ...accepted.slice(0, SHOWN_FAULTS).map((token) => `taken: ${JSON.stringify(token)}`),
      ],
    };
  },
};

const changedLinksWriteNothing: Claim = {
  says: 'OCU-5: posted to a changed link, the running door answers 404 and writes nothing',
  async prove({ world: { client, people, state }, random }) {
    const mutants = people.flatMap(({ token }) =>
      [...mutantsOf(token, random, false)].filter((mutant) => PLAIN.test(mutant)),
    );
    const faults: string[] = [];
    const before = await state();
    for (let count = 0; count < SENT_MUTANTS; count++) {
      const mutant = mutants[random.between(0, mutants.length - 1)] ?? '';
      const { status } = await client.send({ method: 'POST', path: `/u/${mutant}` });
      if (status !== 404) faults.push(`${status} for ${mutant}`);
    }
    if ((await state()) !== before) faults.push(TABLES_DIFFER);
    return { tried: `${SENT_MUTANTS} posts`, faults: faults.slice(0, SHOWN_FAULTS) };
  },
};

const foreignTokensAreRefused: Claim = {
  says: 'OCU-21: a token of another environment, kind or key is refused',
  async prove({ world: { client, ring, state }, verify, random }) {
    const faults: string[] = [];
    const before = await state();
    const tokens = Object.entries(foreignTokens(ring, random));
    for (const [which, token] of tokens) {
      if (verify(ring, token)) faults.push(`taken: one ${which}`);
      const { status } = await client.send({ method: 'POST', path: `/u/${token}` });
      if (status !== 404) faults.push(`${status} for one ${which}`);
    }
    if ((await state()) !== before) faults.push(TABLES_DIFFER);
    return { tried: tokens.map(([which]) => which).join(', '), faults };
  },
};

const oldLinksWork: Claim = {
  says: 'OCU-16, OCU-21: a link minted three key rotations ago still unsubscribes',
  async prove({ world: { client, ring, people, changes }, verify, random }) {
    const faults: string[] = [];
    for (const { token, path, contactId } of people) {
      if (token.startsWith(`v1.${ring.current}.`)) faults.push('it is not old at all');
      if (!verify(ring, token)) faults.push(`refused: ${token}`);
      const { status } = await client.send({ method: 'POST', path });
      const last = (await changes(contactId)).at(-1);
      if (status !== 200 || last !== 'ConsentWithdrawn') faults.push(`${status}, then ${last}`);
    }
    const keyIds = Object.keys(ring.keys);
    for (const current of keyIds) {
      if (!verify(ring, anyToken({ ...ring, current }, random))) faults.push(`${current} refused`);
    }
    const tried = `${people.length} links out of mails, and one under each of ${keyIds.join(', ')}`;
    return { tried, faults: faults.slice(0, SHOWN_FAULTS) };
  },
};

const freshKeysWork: Claim = {
  says: 'OCU-16, OCU-21: a link under a key that was added while the door was awake unsubscribes',
  async prove({ world: { client, rotate, subscriber, changes } }) {
    const faults: string[] = [];
    const { contactId, path } = await subscriber();
    await client.send({ method: 'GET', path });
    const ring = await rotate();
    // As long as the door's own ring may still count as fresh.
    await sleep(FRESH_MS);
    const way = { contactId, scope: 'email.newsletter', messageId: 'after' } as const;
    const token = mintToken(ring, PRODUCT_ENVIRONMENT, UnsubscribeToken, { kind: 'u', ...way });
    const { status } = await client.send({ method: 'POST', path: `/u/${token}` });
    const last = (await changes(contactId)).at(-1);
    if (status !== 200 || last !== 'ConsentWithdrawn') faults.push(`${status}, then ${last}`);
    return { tried: `one under ${ring.current}`, faults };
  },
};

/** Those that a verifier's mistake would break. */
export const tokenClaims: readonly Claim[] = [
  changedTokensAreRefused,
  foreignTokensAreRefused,
  oldLinksWork,
];

/** All of them. The old links come after the scanners, which want people who are still subscribed. */
export const claims: readonly Claim[] = [
  scannersChangeNothing,
  changedLinksWriteNothing,
  ...tokenClaims,
  freshKeysWork,
  ...oneClickRequests.map(({ says, faults }) => ({
    says,
    prove: async ({ world }: Proof) => ({ tried: 'over HTTP', faults: await faults(world) }),
  })),
];
