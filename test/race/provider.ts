import type { ProviderCall, ProviderOutcome } from '../../shared/sending/send-one.ts';
import type { ProviderStart } from './logs.ts';
import type { Message } from './scenario.ts';
import { currentTask, type Task } from './task.ts';

const CALL_LIMIT_MS = 3_000;

/** The provider, as one of our senders calls it. */
export function callProvider(message: Message): ProviderCall {
  return async (signal) => {
    const outcome = await startMessage(message, () => !signal.aborted);
    if (outcome !== 'never began') return outcome;
    currentTask()?.world.tally('calls stopped by the fence');
    return 'refused';
  };
}

/**
 * The provider's double. A message starts at the step at which its bytes leave, and never twice. `mayStart` is
 * asked in that very step.
 */
export async function startMessage(
  { id, scope, contact }: Message,
  mayStart: () => boolean,
): Promise<ProviderOutcome | 'never began'> {
  const task = currentTask();
  if (!task) throw new Error('the provider is called by tasks only');
  const { scheduler, logs } = task.world;
  await scheduler.park(task, `→ provider: ${id} (${scope})`, { critical: true });
  if (!mayStart()) return 'never began';
  const start: ProviderStart = {
    ...{ step: scheduler.step(), atMs: scheduler.nowMs(), message: id, contact, scope },
    ...{ sender: task.name, outcome: 'in doubt' },
  };
  logs.starts.push(start);
  const outcome = await answerOf(task, start);
  await scheduler.park(task, `← provider: ${outcome}`);
  return outcome;
}

async function answerOf(task: Task, start: ProviderStart): Promise<ProviderOutcome> {
  const { random, scenario, scheduler, tally } = task.world;
  const { slowestMs, refuses, inDoubt } = scenario.provider;
  const tookMs = random.between(1, slowestMs);
  if (tookMs > CALL_LIMIT_MS || random.chance(inDoubt)) {
    tally('in doubt at the provider');
    await scheduler.park(task, 'provider: no answer', { forMs: CALL_LIMIT_MS });
    return 'unknown';
  }
  // It has decided before its answer is on the way: the caller may be gone by then.
  start.outcome = random.chance(refuses) ? 'refused' : 'accepted';
  tally(`${start.outcome} by the provider`);
  await scheduler.park(task, `provider: ${start.outcome} it`, { forMs: tookMs });
  return start.outcome;
}
