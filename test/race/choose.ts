import type { Random } from './random.ts';
import type { Task } from './task.ts';

/** A task that waits to be picked. */
export type Waiting = {
  task: Task;
  label: string;
  /** It sleeps until then; picking it earlier makes the time pass. */
  atMs: number;
  /** A request that has left its sender: it may arrive though the sender is gone. */
  inFlight: boolean;
  /** It holds a permit and is about to use it: where bad luck does the most harm. */
  critical: boolean;
  /** Whether it has been made to wait already: once is enough. */
  slowed: boolean;
  go: () => void;
};

/** A sleeper that has this long to go weighs a quarter of one that is about to wake. */
const FAR_AWAY_MS = 1_000;
const EARLIEST_SLEEPER_PROBABILITY = 0.98;

/**
 * Who goes on. `haste` weighs sleepers against those that are ready: the ready ones are then slower
 * than the time that passes. With nobody ready it is mostly, but not always, the one that wakes first.
 */
export function choose(
  waiting: readonly Waiting[],
  nowMs: number,
  haste: number,
  random: Random,
): Waiting | undefined {
  const anyReady = waiting.some(({ atMs }) => atMs <= nowMs);
  if (!anyReady && random.chance(EARLIEST_SLEEPER_PROBABILITY)) {
    return waiting.toSorted((a, b) => a.atMs - b.atMs)[0];
  }
  const weights = waiting.map(({ atMs, task }) => {
    if (atMs <= nowMs) return task.speed;
    // Steep, for a long drain picks often: else nobody would ever sleep for long beside it.
    return (task.speed * haste) / (1 + (atMs - nowMs) / FAR_AWAY_MS) ** 2;
  });
  let rest = random.unit() * weights.reduce((sum, weight) => sum + weight, 0);
  return waiting.find((_, index) => {
    rest -= weights[index] ?? 0;
    return rest < 0;
  });
}
