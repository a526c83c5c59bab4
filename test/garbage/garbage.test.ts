import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { seededRandom } from '../race/random.ts';
import { findCanaries } from './canary.ts';
import { controls, type ProofName } from './controls.ts';
import { type Fixtures, layFixtures } from './fixtures.ts';
import { type GarbageWorld, startGarbageWorld } from './garbage-world.ts';
import { generatorsFor } from './generators.ts';
import { jsonRoutes } from './json-routes.ts';
import { neighbours } from './neighbours.ts';
import { poisonedConsumers, poisonFor } from './poison.ts';
import { CALM, OUTAGES } from './prove-canary.ts';
import { proofs } from './prove-garbage.ts';
import { jsonText } from './raw-json.ts';

const REQUESTS = Number(process.env.GARBAGE_REQUESTS ?? 3_000);
const SEED = Number(process.env.GARBAGE_SEED ?? randomInt(2 ** 31));

/** The same for ever: a mistake that is caught today is caught tomorrow. */
const CONTROL = { requests: 700, seed: 1, outages: [CALM] };
/** The others take the longest time to give up. */
const WEATHERS = OUTAGES.filter(({ says }) => /secrets|KMS|calm|transactions/.test(says));

const LIMIT_MS = 600_000;

let world: GarbageWorld;
let laid: Promise<Fixtures> | undefined;
const fixtures = () => {
  laid ??= layFixtures(world);
  return laid;
};

beforeAll(async () => {
  process.stderr.write(`Garbage, GARBAGE_SEED=${SEED}\n`);
  world = await startGarbageWorld({ isQuiet: true });
}, LIMIT_MS);
afterAll(() => world?.stop());

const run = (
  name: ProofName,
  sizes: { requests: number; seed: number; outages: typeof OUTAGES },
) => {
  const proof = proofs.find((one) => one.name === name);
  if (!proof) throw new Error(`no proof ${name}`);
  return proof.prove({ world, fixtures, ...sizes });
};

// In their order: canaries while nothing has been fetched, the logs over all that was before.
test.each(proofs)(
  'what is shown of $name holds',
  async ({ name }) => {
    const { faults } = await run(name, { requests: REQUESTS, seed: SEED, outages: WEATHERS });
    expect(faults).toEqual([]);
  },
  LIMIT_MS,
);

describe('it would show if', () => {
  test.each(controls)(
    '$says ($name)',
    async (control) => {
      await fixtures();
      world.output.seen.leaks.clear();
      const mend = world.mistake(control);
      try {
        if (control.caughtBy === 'logs') await run('requests', CONTROL);
        const { faults } = await run(control.caughtBy, CONTROL);
        expect(faults).not.toEqual([]);
      } finally {
        mend();
        world.output.seen.leaks.clear();
      }
    },
    LIMIT_MS,
  );

  test('a route or a reader came that nobody has taught to be asked badly', () => {
    const keys = world.targets.routes.map(({ key }) => key);
    expect(() => generatorsFor([...keys, 'POST /v1/new'])).toThrow('POST /v1/new');
    expect(() => generatorsFor(keys.slice(1))).toThrow(keys[0]);
    expect(() => poisonFor('functions/queue/new.ts', seededRandom(1, 'new'))).toThrow('new.ts');
  });
});

describe('nothing is broken but what is meant to be', () => {
  test.each(Object.entries(jsonRoutes))(
    '%s takes the body that bad ones are made of',
    async (key, { body }) => {
      const [method = '', path = ''] = key.split(' ');
      const headers = {
        authorization: `Bearer ${world.keys.good}`,
        'content-type': 'application/json',
        'idempotency-key': `"good-${key.length}"`,
      };
      const route = world.targets.routes.find((one) => one.key === key);
      if (!route) throw new Error(`no route ${key}`);
      const { answer } = await world.ask(route, { method, path, headers, body: jsonText(body) });
      if (!('status' in answer)) throw new Error(answer.crashed);
      // Nobody has consented to that message; the request is in order all the same.
      const isRefusedByGate = /:send_refused"/.test(answer.body) && !/"errors"/.test(answer.body);
      expect(answer.status < 300 || isRefusedByGate).toBe(true);
    },
  );

  test('every reader of a queue has its poison and its good message', () => {
    const readers = world.targets.consumers.filter(({ reads }) => reads === 'queue');
    const entries = readers.map(({ entry }) => entry).toSorted();
    expect(poisonedConsumers.toSorted()).toEqual(entries);
    expect(Object.keys(neighbours).toSorted()).toEqual(entries);
  });
});

test('a canary is found in whatever form it is written', () => {
  const word = 'xx canary7f3aq9 yy';
  const bytes = [...Buffer.from('canary7f3aq9')].map((byte) => byte.toString(16));
  for (const text of [
    word.toUpperCase(),
    Buffer.from(word).toString('hex').toUpperCase(),
    ...['', 'a', 'ab'].map((before) => Buffer.from(before + word).toString('base64')),
    ...['', 'a', 'ab'].map((before) => Buffer.from(before + word).toString('base64url')),
    bytes.map((byte) => `%${byte}`).join(''),
    bytes.map((byte) => `\\u00${byte}`).join(''),
    'from 198.51.100.77:443',
    'to +447700900846',
  ]) {
    expect({ text, found: findCanaries(text).length > 0 }).toEqual({ text, found: true });
  }
  expect(findCanaries('nothing to see')).toEqual([]);
});
