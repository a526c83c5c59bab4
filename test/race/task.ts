import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What the platform starts and kills as a whole: one function environment. */
export type Environment = {
  name: string;
  /** Virtual time at which the platform kills it. */
  killAtMs: number;
  /**
   * `hung`: takes no step any more, but is not yet killed. `frozen`: its invocation has returned, and what
   * it left behind goes on in its next one.
   */
  state: 'running' | 'hung' | 'frozen' | 'dead';
  /** The network itself neither crashes nor is slow. */
  mayFail: boolean;
  /** How many more steps it takes before it stops for good. */
  stepsToCrash: number;
  /** How often it may still be slow: a long drain would else never end in time. */
  slowStepsLeft: number;
  onKill?: () => void;
};

/** One thread of work in an environment; everything that it awaits passes the scheduler. */
export type Task = {
  name: string;
  environment: Environment;
  /** How often it is picked, against the others. */
  speed: number;
  /** The chance that its retries draw from. */
  jitter: Random;
  world: World;
};

const running = new AsyncLocalStorage<Task>();

/** The task whose code is running; undefined for the harness's own calls. */
export const currentTask = (): Task | undefined => running.getStore();

export function runAs<T>(task: Task, work: () => Promise<T>): Promise<T> {
  return running.run(task, work);
}

/** Keeps the product's log lines to itself while tasks run: they would drown the report. */
export async function withoutLogs<T>(work: () => Promise<T>): Promise<T> {
  const { stdout } = process;
  const { write } = stdout;
  stdout.write = ((...line: Parameters<typeof write>) =>
    currentTask() !== undefined || write.apply(stdout, line)) as typeof write;
  try {
    return await work();
  } finally {
    stdout.write = write;
  }
}
