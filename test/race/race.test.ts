import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { controls, fenceAlone } from './controls/controls.ts';
import { type RaceEngine, startRaceEngine } from './engine.ts';
import { runSchedule } from './run-schedule.ts';
import { report, runSchedules, shortest } from './run-schedules.ts';
import { missing, tallyLines } from './tally.ts';
import { withoutLogs } from './task.ts';

const SCHEDULES = Number(process.env.RACE_SCHEDULES ?? 400);
const SEED = Number(process.env.RACE_SEED ?? randomInt(2 ** 31));
/** With fewer than these, something may well not have happened once. */
const ENOUGH_TO_COUNT = 300;

/** The same for ever: a mistake that is caught today is caught tomorrow. */
const CONTROL_SEED = 1;
const CONTROL_SCHEDULES = 400;
const FENCE_SCHEDULES = 60;

const LIMIT_MS = 600_000;

let engine: RaceEngine;

beforeAll(async () => {
  engine = await startRaceEngine();
}, LIMIT_MS);

afterAll(() => engine.stop(), LIMIT_MS);

test(
  `no message starts after its withdrawal is acknowledged, in ${SCHEDULES} schedules from RACE_SEED=${SEED}`,
  async () => {
    const { database } = engine;
    const run = await runSchedules({ database, seed: SEED, schedules: SCHEDULES });
    process.stderr.write(`Race, RACE_SEED=${SEED}:\n${tallyLines(run.counts).join('\n')}\n`);
    const failure = shortest(run.failures);
    expect(failure && report(failure)).toBeUndefined();
    if (SCHEDULES >= ENOUGH_TO_COUNT) expect(missing(run.counts)).toEqual([]);
  },
  LIMIT_MS,
);

test.each(controls)(
  'it would show if $says ($name)',
  async (control) => {
    const { failures } = await runSchedules({
      ...{ database: engine.database, control, untilCaught: true },
      ...{ seed: CONTROL_SEED, schedules: CONTROL_SCHEDULES },
    });
    expect(failures).not.toEqual([]);
  },
  LIMIT_MS,
);

test(
  `the fence alone is enough: nothing is sent where ${fenceAlone.says}`,
  async () => {
    const { failures, counts } = await runSchedules({
      ...{ database: engine.database, control: fenceAlone },
      ...{ seed: CONTROL_SEED, schedules: FENCE_SCHEDULES },
    });
    expect(failures).toEqual([]);
    expect(counts['work left frozen']).toBeGreaterThan(0);
    expect(counts['calls stopped by the fence']).toBeGreaterThan(0);
  },
  LIMIT_MS,
);

test('a seed gives the same interleaving every time', async () => {
  const traces = await withoutLogs(async () => [
    await runSchedule(SEED, engine.database),
    await runSchedule(SEED, engine.database),
  ]);
  const [first, second] = traces.map(({ trace }) => trace);
  expect(first).not.toEqual([]);
  expect(second).toEqual(first);
});
