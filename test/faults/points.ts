import { AsyncLocalStorage } from 'node:async_hooks';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type FaultName, faults } from '../race/faults.ts';

/** What can happen at one await: the process ends there, or its call goes wrong. */
export const MISHAPS = [
  'crash before',
  'crash after',
  'conflict',
  'lostAnswer',
  'serverError',
  'throttle',
] as const;
export type Mishap = (typeof MISHAPS)[number];

/** Where in a run, counted from 0, and what. */
export type Planned = { at: number; mishap: Mishap };

/** One run of an operation: every await that it passed, and which of the planned mishaps struck. */
export type Run = { points: string[]; planned: readonly Planned[]; struck: number; crash(): void };

const running = new AsyncLocalStorage<Run>();

export const inRun = <T>(run: Run, work: () => Promise<T>): Promise<T> => running.run(run, work);

/** Makes every call of a run one of its points. Calls outside of a run pass freely. */
export function interposePoints(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => (args) => {
      const name = String(context.commandName).replace(/(Items|Item)?Command$/, '');
      const { TransactItems = [] } = args.input as { TransactItems?: unknown[] };
      const isWrite = !/^(Get|Query|BatchGet)/.test(name);
      return point({ name, isWrite, actions: TransactItems.length }, () => next(args));
    },
    { step: 'initialize', name: 'faultPoints' },
  );
}

type Call = { name: string; isWrite: boolean; actions: number };

/** An await of the running operation; outside of a run, just the call. */
export async function point<T>(call: Call, send: () => Promise<T>): Promise<T> {
  const run = running.getStore();
  if (!run) return send();
  const at = run.points.push(call.name) - 1;
  const plan = run.planned.find((planned) => planned.at === at);
  if (!plan || !concerns(plan.mishap, call)) return send();
  run.struck++;
  switch (plan.mishap) {
    case 'crash before':
      return crash(run);
    case 'crash after':
      await Promise.allSettled([send()]);
      return crash(run);
    case 'throttle':
      throw throttled();
    default:
      return faults[plan.mishap satisfies FaultName].strike({ ...call, send, sendLater: () => {} });
  }
}

/** Whether the mishap can befall the call at all: nothing is in conflict with a read, a sleep or a queue. */
export function concerns(
  mishap: Mishap,
  { name, isWrite }: Pick<Call, 'name' | 'isWrite'>,
): boolean {
  if (mishap.startsWith('crash')) return true;
  if (name === 'sleep' || name === 'provider') return false;
  if (name === 'SendMessageBatch' && mishap === 'conflict') return false;
  return isWrite || mishap === 'serverError' || mishap === 'throttle';
}

/** The process is gone: nothing after this await is ever run. */
function crash(run: Run): Promise<never> {
  run.crash();
  return new Promise<never>(() => {});
}

function throttled(): Error {
  const name = 'ProvisionedThroughputExceededException';
  return Object.assign(new Error('slow down'), { name, $metadata: { httpStatusCode: 400 } });
}
