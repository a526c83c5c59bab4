import type { Clock } from '../../shared/clock.ts';
import type { Scheduler } from './scheduler.ts';
import { currentTask } from './task.ts';

const EPOCH_MS = Date.parse('2026-11-23T09:00:00Z');

/** The schedule's time as one machine sees it: its wall clock may be off, its monotonic clock is not. */
export function virtualClock({ nowMs, park }: Scheduler, skewMs: number): Clock {
  return {
    now: () => new Date(EPOCH_MS + nowMs() + skewMs),
    monotonicMs: nowMs,
    async sleep(milliseconds) {
      const task = currentTask();
      if (task) await park(task, `slept ${Math.ceil(milliseconds)} ms`, { forMs: milliseconds });
    },
    random: () => currentTask()?.jitter.unit() ?? 0,
  };
}
