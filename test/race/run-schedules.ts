import type { Control } from './controls/controls.ts';
import { runSchedule, type ScheduleResult } from './run-schedule.ts';
import { addTally, emptyTally, type Tally } from './tally.ts';
import { withoutLogs } from './task.ts';
import type { Database } from './world.ts';

export type Summary = { counts: Tally; steps: number; failures: ScheduleResult[] };

type Options = {
  database: Database;
  seed: number;
  schedules: number;
  control?: Control | undefined;
  /** Ends the run at the first schedule that breaks the promise. */
  untilCaught?: boolean;
};

/** Schedules share the engine and nothing else, so a few may run side by side. */
const SIDE_BY_SIDE = 6;

/** Runs `schedules` seeds from `seed` on. */
export async function runSchedules(options: Options): Promise<Summary> {
  const { database, seed, schedules, control, untilCaught = false } = options;
  const summary = emptySummary();
  let begun = 0;
  const work = async () => {
    while (begun < schedules && !(untilCaught && summary.failures.length > 0)) {
      const result = await runSchedule(seed + begun++, database, control);
      addTally(summary.counts, result.counts);
      summary.steps += result.steps;
      if (result.violations.length > 0) summary.failures.push(result);
    }
  };
  await withoutLogs(() => Promise.all(Array.from({ length: SIDE_BY_SIDE }, work)));
  return summary;
}

export const emptySummary = (): Summary => ({ counts: emptyTally(), steps: 0, failures: [] });

export function addSummary(sum: Summary, other: Summary): void {
  addTally(sum.counts, other.counts);
  sum.steps += other.steps;
  sum.failures.push(...other.failures);
}

/** The whole interleaving of a schedule that broke the promise, and how to see it again. */
export function report({ seed, violations, trace }: ScheduleResult, control?: Control): string {
  const again = control ? ` --control ${control.name}` : '';
  return [
    ...violations.map(({ kind, step, says }) => `${kind.toUpperCase()} at step ${step}: ${says}`),
    ...trace,
    `Again: node test/race/run.ts --schedules 1 --seed ${seed}${again}`,
  ].join('\n');
}

/** The easiest to read of several. */
export function shortest(failures: readonly ScheduleResult[]): ScheduleResult | undefined {
  return failures.toSorted((a, b) => a.trace.length - b.trace.length)[0];
}
