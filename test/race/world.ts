import type { Gate } from '../../events/gate.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Dynamo } from '../../shared/dynamo.ts';
import { emptyLogs, type Logs } from './logs.ts';
import { type Random, seededRandom } from './random.ts';
import type { Message, Scenario } from './scenario.ts';
import { type Scheduler, scheduler } from './scheduler.ts';
import type { Spooled } from './spool.ts';
import type { System } from './system.ts';
import { type Counted, emptyTally, type Tally } from './tally.ts';
import type { Environment, Task } from './task.ts';
import { virtualClock } from './virtual-clock.ts';

export type Tables = Record<
  'LEDGER_TABLE' | 'GATE_TABLE' | 'SENDS_TABLE' | 'OPERATIONS_TABLE',
  string
>;
export type Database = { dynamo: Dynamo; tables: Tables };

/** As the API takes them; under a schedule's own keys they are nobody else's. */
export const ADDRESSES = { email: 'sam@example.com', sms: '07700 900123' } as const;

export type ContactKeys = { pepper: Uint8Array; matchKey: Uint8Array };

/** Everything that one schedule consists of. */
export type World = {
  database: Database;
  system: System;
  scenario: Scenario;
  /** What contact ids are made with; every schedule has its own, for they share the tables. */
  keys: ContactKeys;
  /** Of the person's contact points. */
  contactIds: readonly [string, string];
  scheduler: Scheduler;
  /** For faults and the provider. */
  random: Random;
  logs: Logs;
  trace: string[];
  counts: Tally;
  tally(counted: Counted): void;
  /** 1, 2, 3 and so on: what is unique in a schedule, and the same each time it runs. */
  nextNumber(): number;
  /** The gates as they were when the messages were accepted: what a check at enqueue would have seen. */
  gatesAtAcceptance: Map<string, Gate>;
  /** That wait, or have waited, in our own senders' queue. */
  messages: Map<string, Message>;
  /** All that the spool ever had. */
  spool: Spooled[];
  /** Errors that nobody injected: each is a finding. */
  surprises: unknown[];
  /** Where requests are whose sender has given up on them. */
  network: Environment;
  environment(name: string): Environment;
  /** Environments of the sender that are frozen, and may be used again. */
  idleSenders: Environment[];
  /** Draws what will go wrong in the environment's next invocation. */
  renew(environment: Environment): void;
  task(environment: Environment, name?: string): Task;
  clock(skewMs: number): Clock;
};

const LAST_CRASH_STEP = 10;
const MAX_SLOW_STEPS = 2;

export function createWorld(
  seed: number,
  scenario: Scenario,
  given: Pick<World, 'database' | 'system' | 'keys' | 'contactIds'>,
): World {
  const trace: string[] = [];
  const counts = emptyTally();
  const random = seededRandom(seed, 'world');
  const course = scheduler(seededRandom(seed, 'course'), scenario.mishaps, trace);
  const environment = (name: string): Environment => ({
    ...{ name, killAtMs: Number.POSITIVE_INFINITY, state: 'running', mayFail: true },
    ...fate(random, scenario),
  });
  let numbered = 0;
  const network = { ...environment('network'), mayFail: false };
  const world: World = {
    ...given,
    ...{ scenario, scheduler: course, random, trace, counts, network, environment },
    logs: emptyLogs(),
    messages: new Map(),
    spool: [],
    surprises: [],
    idleSenders: [],
    gatesAtAcceptance: new Map(),
    renew: (used) => Object.assign(used, fate(random, scenario)),
    tally: (counted) => {
      counts[counted]++;
    },
    nextNumber: () => ++numbered,
    task: (home, name = home.name) => ({
      ...{ name, environment: home, world },
      speed: 4 ** (2 * random.unit() - 1),
      jitter: seededRandom(seed, `jitter of ${name}`),
    }),
    clock: (skewMs) => virtualClock(course, skewMs),
  };
  return world;
}

/** After how many steps it stops for good, and how often it may be slow. */
function fate(random: Random, { mishaps }: Scenario) {
  const crashes = random.chance(mishaps.crash);
  return {
    stepsToCrash: crashes ? random.between(0, LAST_CRASH_STEP) : Number.POSITIVE_INFINITY,
    slowStepsLeft: MAX_SLOW_STEPS,
  };
}
