import { randomInt, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { STEP_MS, steadily } from '../../shared/http/steadily.ts';
import { record } from '../../shared/ledger/record.ts';
import { median } from '../bench/statistics.ts';
import { tickOf } from '../histories.ts';
import { seededRandom } from '../race/random.ts';
import { startFailingStore } from './failing-store.ts';
import { FORM_TYPE, formDoor } from './form-door.ts';
import { mannWhitneyZ } from './mann-whitney.ts';
import { pointEnvironmentAt, startWorld, type World } from './world.ts';

const SCOPE = 'email.events';
/** Less than one in ten thousand pairs of samples of one kind differ so. */
const SURE_Z = 3.9;
const KNOWN_DELAY_MS = 15;
const ROUNDS = 60;
const WARM_UP_ROUNDS = 3;
const LIMIT_MS = 240_000;

/** `asked`: the same form was sent before, and this one adds nothing to the record. */
const KINDS = ['unknown', 'known', 'pending', 'withdrawn', 'asked'] as const;
type Kind = (typeof KINDS)[number];

let world: World;
let store: Awaited<ReturnType<typeof startFailingStore>>;
let door: Awaited<ReturnType<typeof formDoor>>;

beforeAll(async () => {
  world = await startWorld();
  store = await startFailingStore(world.endpoint);
  pointEnvironmentAt({
    ...{ AWS_ENDPOINT_URL_DYNAMODB: store.endpoint },
    AWS_ENDPOINT_URL_SECRETS_MANAGER: world.secretsEndpoint,
    AWS_ENDPOINT_URL_KMS: world.kms.endpoint,
  });
  door = await formDoor(world);
});
afterAll(async () => {
  await store?.stop();
  await world?.stop();
});

const asks = { kind: 'grant', tick: tickOf(SCOPE, { doubleOptIn: true }) } as const;
const HISTORIES: Record<Kind, { source: 'form' | 'one-click'; requests: ConsentRequest[] }[]> = {
  unknown: [],
  known: [{ source: 'form', requests: [{ kind: 'grant', tick: tickOf(SCOPE) }] }],
  pending: [{ source: 'form', requests: [asks] }],
  withdrawn: [
    { source: 'form', requests: [asks] },
    { source: 'one-click', requests: [{ kind: 'withdraw', cover: '*', reason: 'withdrawn' }] },
  ],
  asked: [],
};

/** An address that nobody has used before, with what is on record of its kind. */
async function someone(kind: Kind): Promise<string> {
  const address = `${randomUUID()}@example.com`;
  for (const { source, requests } of HISTORIES[kind]) {
    const name = randomUUID();
    await record(door.ledger, systemClock, {
      ...{ source, caller: 'before', bodyHash: '', idempotencyKey: () => name },
      parts: [{ contactId: door.contactOf(address), matchId: null, requests }],
    });
  }
  if (kind === 'asked') await submit(await filledIn(address));
  return address;
}

type Filled = { email: string; age: '13-or-over'; formToken: string };

async function filledIn(email: string): Promise<Filled> {
  const { body = '' } = await door.get('contact');
  return { email, age: '13-or-over', formToken: JSON.parse(body).formToken };
}

const submit = (fields: Filled) =>
  door.postJson({ ...fields, consents: [SCOPE] }, { formId: 'contact' });

/** How long the answer to each kind took, all kinds at once, so that what slows the machine slows them alike. */
async function times(seed: number, rounds = ROUNDS): Promise<Record<Kind, number[]>> {
  const random = seededRandom(seed, 'order');
  const taken: Record<Kind, number[]> = {
    unknown: [],
    known: [],
    pending: [],
    withdrawn: [],
    asked: [],
  };
  const slow = new Set<string>();
  store.delayMsOf = (body) => ([...slow].some((id) => body.includes(id)) ? KNOWN_DELAY_MS : 0);
  for (let round = -WARM_UP_ROUNDS; round < rounds; round++) {
    const people = await Promise.all(
      KINDS.map(async (kind) => ({ kind, fields: await filledIn(await someone(kind)) })),
    );
    slow.clear();
    for (const { kind, fields } of people) {
      if (kind !== 'unknown') slow.add(door.contactOf(fields.email));
    }
    const order = people
      .map((one) => ({ one, at: random.unit() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ one }) => one);
    await Promise.all(
      order.map(async ({ kind, fields }) => {
        const startMs = performance.now();
        await submit(fields);
        if (round >= 0) taken[kind].push(performance.now() - startMs);
      }),
    );
  }
  return taken;
}

/** By how much each kind stands out against addresses that nobody knows. */
function standingOut(taken: Record<Kind, number[]>): Record<string, number> {
  const told = KINDS.slice(1).map((kind) => [kind, mannWhitneyZ(taken[kind], taken.unknown)]);
  return Object.fromEntries(told);
}

describe('A19: the answer to a posted form', () => {
  test.each(['application/json', FORM_TYPE])(
    'is the same to the byte for all that an address can be: %s',
    async (type) => {
      const answers = [];
      for (const kind of KINDS) {
        const fields = { ...(await filledIn(await someone(kind))), consents: SCOPE };
        const isJson = type === 'application/json';
        const body = isJson ? JSON.stringify(fields) : new URLSearchParams(fields).toString();
        answers.push(await door.post(body, { formId: 'contact', type }));
      }
      expect(answers[0]).toMatchObject({ statusCode: 200 });
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    },
  );

  test(
    'takes as long for all of them, even where the store is slower for those it knows',
    async () => {
      const seed = Number(process.env.SEED ?? randomInt(1e9));
      const taken = await times(seed);
      const found = standingOut(taken);
      const medians = KINDS.map((kind) => `${kind} ${median(taken[kind]).toFixed(1)} ms`);
      console.info(`seed ${seed}: ${medians.join(', ')}; z ${JSON.stringify(found)}`);
      for (const z of Object.values(found)) expect(Math.abs(z)).toBeLessThan(SURE_Z);
    },
    LIMIT_MS,
  );

  test(
    'control: answered as soon as it is done, every kind that is known stands out',
    async () => {
      const seed = Number(process.env.SEED ?? randomInt(1e9));
      const { sleep } = systemClock;
      systemClock.sleep = async () => {};
      try {
        const found = standingOut(await times(seed));
        console.info(`seed ${seed}, without steps: z ${JSON.stringify(found)}`);
        for (const z of Object.values(found)) expect(z).toBeGreaterThan(SURE_Z);
      } finally {
        systemClock.sleep = sleep;
      }
    },
    LIMIT_MS,
  );
});

describe('work that takes whole steps', () => {
  const took = async (workMs: number, fails = false) => {
    let nowMs = 1_000;
    const clock = {
      ...systemClock,
      monotonicMs: () => nowMs,
      sleep: async (milliseconds: number) => {
        nowMs += milliseconds;
      },
    };
    const work = async () => {
      nowMs += workMs;
      if (fails) throw new Error('no');
    };
    await steadily(clock, work).catch(() => {});
    return nowMs - 1_000;
  };

  test('is told at the end of the step that it ended in, good or bad', async () => {
    for (const [workMs, steps] of [
      [0, 1],
      [1, 1],
      [STEP_MS - 1, 1],
      [STEP_MS, 1],
      [STEP_MS + 1, 2],
      [3 * STEP_MS, 3],
    ] as const) {
      expect(await took(workMs)).toBe(steps * STEP_MS);
      expect(await took(workMs, true)).toBe(steps * STEP_MS);
    }
  });
});

test('the rank test tells two samples apart, and not two of a kind', () => {
  const random = seededRandom(7, 'samples');
  const sample = (shift: number) => Array.from({ length: 60 }, () => random.unit() * 10 + shift);
  expect(Math.abs(mannWhitneyZ(sample(0), sample(0)))).toBeLessThan(SURE_Z);
  expect(mannWhitneyZ(sample(5), sample(0))).toBeGreaterThan(SURE_Z);
  expect(mannWhitneyZ([1, 1, 1], [1, 1, 2])).toBeCloseTo(-1, 5);
});
