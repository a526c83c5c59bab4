import type { Clock } from '../clock.ts';

/** Far longer than recording takes, so that its length disappears in it; not so long that a person waits. */
export const STEP_MS = 250;

/**
 * A19: what depends on whether an address is known takes as long as what does not: its outcome, good or bad, comes
 * a whole number of steps after it began.
 */
export async function steadily<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
  const startMs = clock.monotonicMs();
  try {
    return await work();
  } finally {
    const tookMs = clock.monotonicMs() - startMs;
    await clock.sleep(Math.max(1, Math.ceil(tookMs / STEP_MS)) * STEP_MS - tookMs);
  }
}
