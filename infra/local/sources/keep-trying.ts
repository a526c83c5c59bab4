import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MILLISECONDS = 500;

/** Runs `work` until it succeeds or `signal` stops it. A failure is said on stderr, then tried again. */
export async function keepTrying(
  name: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      return await work();
    } catch (error) {
      // When stopping, a failure is how a wait ends.
      if (signal.aborted) return;
      console.error(`${name}: ${String(error)}`);
      await sleep(RETRY_MILLISECONDS);
    }
  }
}
