import { setImmediate as settled } from 'node:timers/promises';
import { choose, type Waiting } from './choose.ts';
import type { Random } from './random.ts';
import type { Mishaps } from './scenario.ts';
import { type Environment, runAs, type Task } from './task.ts';

/**
 * Decides by seed which waiting task goes on. One runs at a time, and virtual time passes only
 * when a task is picked that sleeps: the same seed gives the same interleaving.
 */
export type Scheduler = {
  nowMs(): number;
  /** How many picks there were: one count for what happens anywhere. */
  step(): number;
  note(who: string, what: string): void;
  /** Begins `work` when it is picked, not before `atMs`. */
  start(task: Task, work: () => Promise<void>, atMs: number): void;
  /** Resolves when the task is picked; never, once its environment is gone. */
  park(task: Task, label: string, options?: ParkOptions): Promise<void>;
  /** Real input and output, that the next pick waits for. */
  perform<T>(io: () => Promise<T>): Promise<T>;
  /** An invocation begins, and what an earlier one left behind thaws. */
  begin(environment: Environment, killAtMs: number): void;
  /** The invocation is over: what it leaves behind is frozen, and told. */
  end(environment: Environment): string[];
  /** Until nothing waits any more. */
  run(): Promise<void>;
};

type ParkOptions = Partial<Pick<Waiting, 'inFlight' | 'critical'>> & { forMs?: number };

type State = {
  random: Random;
  mishaps: Mishaps;
  waiting: Set<Waiting>;
  environments: Set<Environment>;
  performing: Set<Promise<unknown>>;
  nowMs: number;
  step: number;
  note: Scheduler['note'];
};

const MAX_STEPS = 20_000;
/** A hiccup, a long pause, and one around the sender's timeout. */
const SLOWNESS_MS = [
  [1, 500],
  [500, 5_000],
  [9_000, 16_000],
] as const satisfies [number, number][];

const ARRIVES_ANYWAY_PROBABILITY = 0.5;

export function scheduler(random: Random, mishaps: Mishaps, trace: string[]): Scheduler {
  const note = (who: string, what: string) => {
    const { step, nowMs } = state;
    trace.push(
      `${String(step).padStart(5)}  ${String(nowMs).padStart(6)} ms  ${who.padEnd(14)} ${what}`,
    );
  };
  const state: State = {
    ...{ random, mishaps, note, nowMs: 0, step: 0 },
    ...{ waiting: new Set(), environments: new Set(), performing: new Set() },
  };
  return {
    note,
    nowMs: () => state.nowMs,
    step: () => state.step,
    start(task, work, atMs) {
      const wait = { task, label: 'begins', atMs: Math.ceil(atMs) };
      const plain = { inFlight: false, critical: false, slowed: true };
      state.waiting.add({ ...wait, ...plain, go: () => void runAs(task, work) });
    },
    park(task, label, { forMs = 0, inFlight = false, critical = false } = {}) {
      return new Promise((go) => {
        const { state: life } = task.environment;
        if (life !== 'running' && life !== 'frozen') return;
        const atMs = state.nowMs + Math.ceil(forMs);
        state.waiting.add({ task, label, atMs, inFlight, critical, slowed: false, go });
      });
    },
    async perform(io) {
      const answer = io();
      state.performing.add(answer);
      try {
        return await answer;
      } finally {
        state.performing.delete(answer);
      }
    },
    begin(environment, killAtMs) {
      const left = leftBy(state, environment);
      if (left.length > 0) note(environment.name, `THAWS: ${left.join('; ')}`);
      Object.assign(environment, { killAtMs, state: 'running' });
      state.environments.add(environment);
    },
    end(environment) {
      environment.state = 'frozen';
      state.environments.delete(environment);
      const left = leftBy(state, environment);
      if (left.length > 0) note(environment.name, `is FROZEN before: ${left.join('; ')}`);
      return left;
    },
    run: () => run(state),
  };
}

async function run(state: State): Promise<void> {
  for (; state.step < MAX_STEPS; state.step++) {
    await quiet(state);
    const { mishaps, random } = state;
    const able = [...state.waiting].filter(canGoOn);
    const wait = choose(able, state.nowMs, mishaps.haste, random);
    if (wait) {
      passTime(state, wait.atMs);
      if (state.waiting.has(wait) && !mishap(state, wait)) go(state, wait);
    } else if (!awaitNextKill(state)) {
      return;
    }
  }
  throw new Error(`the schedule did not end within ${MAX_STEPS} steps`);
}

function go(state: State, wait: Waiting): void {
  state.waiting.delete(wait);
  state.note(wait.task.name, wait.label);
  wait.go();
}

/** What is frozen waits for its environment to be used again, but what has left it goes its way. */
const canGoOn = ({ task, inFlight }: Waiting) => inFlight || task.environment.state !== 'frozen';

function leftBy({ waiting }: State, environment: Environment): string[] {
  const left = [...waiting].filter(({ task }) => task.environment === environment);
  return left.map(({ task, label }) => `${task.name} ${label}`);
}

/** Until every task waits again. What follows an answer runs before the next turn of the event loop. */
async function quiet({ performing }: State): Promise<void> {
  await settled();
  while (performing.size > 0) {
    await Promise.allSettled(performing);
    await settled();
  }
}

function passTime(state: State, untilMs: number): void {
  state.nowMs = Math.max(state.nowMs, untilMs);
  for (const environment of state.environments) {
    if (environment.killAtMs > state.nowMs) continue;
    state.note(environment.name, 'is KILLED: its time is up');
    environment.state = 'dead';
    state.environments.delete(environment);
    cutOff(state, environment);
    environment.onKill?.();
  }
}

/** Nobody waits, but somebody hangs: time goes on until the platform notices. */
function awaitNextKill(state: State): boolean {
  const kills = [...state.environments].map(({ killAtMs }) => killAtMs).filter(Number.isFinite);
  if (kills.length === 0) return false;
  passTime(state, Math.min(...kills));
  return true;
}

/** The environment takes no step any more; of its requests on their way some arrive. */
function cutOff({ waiting, random }: State, environment: Environment): void {
  for (const wait of waiting) {
    if (wait.task.environment !== environment) continue;
    const arrives = wait.inFlight && random.chance(ARRIVES_ANYWAY_PROBABILITY);
    if (!arrives) waiting.delete(wait);
  }
}

/** Something else than the step: the task turns out slow, or its environment stops for good. */
function mishap(state: State, wait: Waiting): boolean {
  const { random, mishaps, nowMs } = state;
  const { environment, name, world } = wait.task;
  if (environment.state !== 'running' || !environment.mayFail) return false;
  const crashesHere = wait.critical && random.chance(mishaps.atCall.crash);
  if (environment.stepsToCrash-- <= 0 || crashesHere) {
    environment.state = 'hung';
    cutOff(state, environment);
    world.tally('crashes');
    state.note(environment.name, `CRASHES before: ${wait.label}`);
    return true;
  }
  const slow = wait.critical ? mishaps.atCall.slow : mishaps.slow;
  if (wait.slowed || environment.slowStepsLeft === 0 || !random.chance(slow)) return false;
  environment.slowStepsLeft--;
  const [low, high] = random.pick<readonly [number, number]>(...SLOWNESS_MS);
  const slowMs = random.between(low, high);
  wait.slowed = true;
  wait.atMs = Math.max(wait.atMs, nowMs) + slowMs;
  world.tally('slow steps');
  state.note(name, `is slow by ${slowMs} ms before: ${wait.label}`);
  return true;
}
