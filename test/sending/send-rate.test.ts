import { randomInt } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sendRate } from '../../shared/sending/send-rate.ts';
import { type TurnCounter, turnCounter } from '../../shared/sending/turn-counter.ts';
import { type Engine, startEngine, TABLE_NAMES } from '../engine.ts';
import { seededRandom } from '../race/random.ts';
import { virtualTime } from './virtual-time.ts';

const TABLE = TABLE_NAMES.OPERATIONS_TABLE;
const ENVIRONMENTS = 5;
const BATCH = 10;
const RUN_MS = 5_000;
const PATIENCE_MS = 6_000;
const MAX_LATENCY_MS = 40;

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine?.stop());

type Time = ReturnType<typeof virtualTime>;

/** One that answers as slowly as a network does, each way. */
function slow(counter: TurnCounter, time: Time, latencyMs: () => number): TurnCounter {
  const across = async <T>(work: () => Promise<T>): Promise<T> => {
    await time.sleep(latencyMs());
    const answer = await time.engine(work);
    await time.sleep(latencyMs());
    return answer;
  };
  return {
    read: () => across(() => counter.read()),
    take: (turns, limit) => across(() => counter.take(turns, limit)),
  };
}

const ownCount = (): TurnCounter => {
  let taken = 0;
  return {
    read: async () => taken,
    async take(turns, limit) {
      if (taken + turns > limit) return false;
      taken += turns;
      return true;
    },
  };
};

/** When turns were given, while five environments, their clocks hours apart, all want more than there is. */
async function turnsOf(perSecond: number, seed: number, counterOf: () => TurnCounter) {
  const time = virtualTime();
  const given: number[] = [];
  const environment = async (index: number) => {
    const random = seededRandom(seed, `environment ${index}`);
    const skewMs = random.between(-10_000_000, 10_000_000);
    const counter = slow(counterOf(), time, () => random.between(1, MAX_LATENCY_MS));
    const clock = { monotonicMs: () => time.nowMs() + skewMs, sleep: time.sleep };
    const takeTurn = sendRate(counter, perSecond, clock);
    await time.sleep(random.between(0, 3_000));
    while (time.nowMs() < RUN_MS) {
      const message = async () => {
        await time.sleep(random.between(0, 30));
        if (await takeTurn(PATIENCE_MS)) given.push(time.nowMs());
      };
      await Promise.all(Array.from({ length: random.between(1, BATCH) }, message));
      if (random.chance(0.2)) await time.sleep(random.between(0, 3_000));
    }
  };
  const all = Array.from({ length: ENVIRONMENTS }, (_, index) => environment(index));
  await time.passUntil(Promise.all(all));
  return given.toSorted((a, b) => a - b);
}

/** The most that came within any second. */
function mostInASecond(given: readonly number[]): number {
  return Math.max(
    0,
    ...given.map((from, index) => given.slice(index).filter((at) => at < from + 1_000).length),
  );
}

async function shared(): Promise<() => TurnCounter> {
  const Key = { pk: 'RATE#email', sk: 'RATE' };
  await engine.dynamo.send(new DeleteCommand({ TableName: TABLE, Key }));
  return () => turnCounter(engine.dynamo, TABLE, 'email');
}

const seeds = Array.from({ length: 2 }, () => randomInt(2 ** 31));

describe('F40: the provider’s rate, held over environments', () => {
  test.each(seeds.flatMap((seed) => [1, 14, 60].map((rate) => [rate, seed])))(
    'is never more than %i in any second (seed %i)',
    async (perSecond, seed) => {
      const given = await turnsOf(perSecond, seed, await shared());
      expect(mostInASecond(given)).toBeLessThanOrEqual(perSecond);
      const lasted = (given.at(-1) ?? 0) / 1_000;
      // Of more than this there is not always enough to send.
      const wanted = Math.min(perSecond, 14);
      expect(given.length).toBeGreaterThan(0.4 * wanted * (lasted - 2));
    },
  );

  test.each(seeds)(
    'control: a count of each environment’s own exceeds it (seed %i)',
    async (seed) => {
      expect(mostInASecond(await turnsOf(14, seed, ownCount))).toBeGreaterThan(14);
    },
  );

  test('gives up when its time is over, and a lone sender gets all there is', async () => {
    const time = virtualTime();
    const clock = { monotonicMs: time.nowMs, sleep: time.sleep };
    const takeTurn = sendRate(ownCount(), 2, clock);
    const results = await time.passUntil(
      Promise.all([
        takeTurn(2_000),
        takeTurn(2_000),
        takeTurn(2_000),
        takeTurn(2_000),
        takeTurn(0),
      ]),
    );
    expect(results.filter(Boolean)).toHaveLength(2);
    expect(time.nowMs()).toBeLessThan(3_500);
  });

  test('asks once for the messages of a batch', async () => {
    const time = virtualTime();
    const counter = ownCount();
    const asked: number[] = [];
    const take: TurnCounter['take'] = (turns, limit) => {
      asked.push(turns);
      return counter.take(turns, limit);
    };
    const clock = { monotonicMs: time.nowMs, sleep: time.sleep };
    const takeTurn = sendRate({ ...counter, take }, 14, clock);
    await time.passUntil(Promise.all(Array.from({ length: BATCH }, () => takeTurn(5_000))));
    expect(asked).toEqual([BATCH]);
  });

  test('fails those who wait if the count cannot be read, and is there for the next', async () => {
    const time = virtualTime();
    const counter = ownCount();
    let failures = 1;
    const read = async () => {
      if (failures-- > 0) throw new Error('no answer');
      return counter.read();
    };
    const takeTurn = sendRate({ ...counter, read }, 14, {
      monotonicMs: time.nowMs,
      sleep: time.sleep,
    });
    const settled = await Promise.allSettled([takeTurn(5_000), takeTurn(5_000)]);
    expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await time.passUntil(takeTurn(5_000))).toBe(true);
  });
});
