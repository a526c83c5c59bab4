import { closeSync, writeSync } from 'node:fs';
import type { Hops } from '../hops.ts';
import type { Guard } from '../processes/guard.ts';
import { openLog } from '../processes/open-log.ts';
import type { LocalFunction } from '../template/read-stack.ts';
import { type Environment, type Outcome, startEnvironment } from './environment.ts';
import { environmentVariables } from './environment-variables.ts';

/** One machine runs all functions: more at once would only slow each other down. */
export const MAX_ENVIRONMENTS_PER_FUNCTION = 4;

/** One function, with as many environments as its invocations need, up to a limit; the rest wait. */
export type FunctionPool = {
  invoke(event: unknown): Promise<Outcome>;
  /** Starts an environment ahead of the first invocation. */
  warm(): Promise<void>;
  stop(): Promise<void>;
};

export type FunctionPoolOptions = {
  fn: LocalFunction;
  endpoints: { policyDoor: string; sqs: string };
  /** The data folder; the function's log is in its logs/. */
  folder: string;
  guard: Guard;
  hops: Hops;
};

export function functionPool({
  fn,
  endpoints,
  folder,
  guard,
  hops,
}: FunctionPoolOptions): FunctionPool {
  const limit = Math.min(MAX_ENVIRONMENTS_PER_FUNCTION, fn.maxConcurrency ?? Infinity);
  const variables = environmentVariables(fn, endpoints);
  const log = openLog(folder, fn.name);
  const all = new Set<Environment>();
  const idle: Environment[] = [];
  const waiting: (() => void)[] = [];
  let stopped = false;

  async function acquire(): Promise<Environment> {
    for (;;) {
      if (stopped) throw new Error(`${fn.name} is stopped.`);
      const warm = idle.pop();
      if (warm?.alive()) return warm;
      if (warm) all.delete(warm);
      else if (all.size < limit) return start();
      else await new Promise<void>((resolve) => waiting.push(resolve));
    }
  }

  function start(): Environment {
    const environment = startEnvironment({ fn, variables, log, guard });
    all.add(environment);
    return environment;
  }

  function release(environment: Environment): void {
    if (environment.alive()) idle.push(environment);
    else all.delete(environment);
    waiting.shift()?.();
  }

  async function run(environment: Environment, event: unknown): Promise<Outcome> {
    const error = await environment.loaded;
    if (error) return { ok: false, requestId: '', timedOut: false, error };
    return environment.invoke(JSON.stringify(event));
  }

  return {
    async invoke(event) {
      const environment = await acquire();
      const at = Date.now();
      const startedAt = performance.now();
      const outcome = await run(environment, event);
      release(environment);
      const detail = `${describe(outcome)} in ${Math.round(performance.now() - startedAt)} ms`;
      if (!stopped) {
        writeSync(log, `${new Date().toISOString()} ${outcome.requestId} ${detail}\n`);
        hops.record({ at, place: 'function', name: fn.name, detail, ok: outcome.ok });
      }
      return outcome;
    },
    async warm() {
      if (all.size > 0 || stopped) return;
      const environment = start();
      await environment.loaded;
      release(environment);
    },
    async stop() {
      stopped = true;
      for (const wake of waiting.splice(0)) wake();
      await Promise.all([...all].map((environment) => environment.kill()));
      closeSync(log);
    },
  };
}

function describe(outcome: Outcome): string {
  if (outcome.ok) return 'done';
  if (outcome.timedOut) return 'killed at its timeout';
  return `failed with ${outcome.error.errorType}`;
}
