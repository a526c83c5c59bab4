import { AsyncLocalStorage } from 'node:async_hooks';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What the platform starts and kills as a whole: one function environment. */
export type Environment = {
  name: string;
  /** Virtual time at which the platform kills it. */
  killAtMs: number;
  /** `hung`: takes no step any more, but is not yet killed. */
  state: 'running' | 'hung' | 'dead';
  /** The network itself neither crashes nor is slow. */
  mayFail: boolean;
  onKill?: () => void;
};

/** One thread of work in an environment; everything that it awaits passes the scheduler. */
export type Task = {
  name: string;
  environment: Environment;
  /** How often it is picked, against the others. */
  speed: number;
  /** Stands in for Math.random while the task runs. */
  jitter: Random;
  world: World;
};

const running = new AsyncLocalStorage<Task>();

/** The task whose code is running; undefined for the harness's own calls. */
export const currentTask = (): Task | undefined => running.getStore();

export function runAs<T>(task: Task, work: () => Promise<T>): Promise<T> {
  return running.run(task, work);
}

/** The product's retry jitter comes from Math.random: a schedule that can be run again must own it. */
export async function withSeededJitter<T>(work: () => Promise<T>): Promise<T> {
  const original = Math.random;
  Math.random = () => currentTask()?.jitter.unit() ?? original();
  try {
    return await work();
  } finally {
    Math.random = original;
  }
}
