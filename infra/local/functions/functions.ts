import type { Service } from '../running.ts';
import type { LocalFunction, LocalStack } from '../template/read-stack.ts';
import type { Outcome } from './environment.ts';
import { type FunctionPool, type FunctionPoolOptions, functionPool } from './function-pool.ts';

export type Functions = Service & { invoke(fn: LocalFunction, event: unknown): Promise<Outcome> };

/** Every function of the stack. Those behind HTTP are warmed, one after the other, so that a first click is quick. */
export function functions(
  stack: Pick<LocalStack, 'functions' | 'api'>,
  options: Omit<FunctionPoolOptions, 'fn'>,
): Functions {
  const pools = new Map<LocalFunction, FunctionPool>();

  async function warmHttpFunctions(): Promise<void> {
    const routes = stack.api?.routes ?? [];
    const behindHttp = new Set(routes.flatMap(({ fn, authorizer }) => [fn, authorizer?.fn]));
    for (const fn of behindHttp) {
      if (fn) await pools.get(fn)?.warm();
    }
  }

  return {
    name: 'functions',
    async start() {
      for (const fn of stack.functions) pools.set(fn, functionPool({ ...options, fn }));
      void warmHttpFunctions();
    },
    async stop() {
      await Promise.all([...pools.values()].map((pool) => pool.stop()));
      pools.clear();
    },
    async invoke(fn, event) {
      const pool = pools.get(fn);
      if (!pool) throw new Error(`${fn.name} is not running.`);
      return pool.invoke(event);
    },
  };
}
