import { setTimeout as sleep } from 'node:timers/promises';
import { Unexpected } from './unexpected.ts';

const POLL_PAUSE_MS = 200;

/** Looks again until `look` finds something; after `limitMs` throws what was expected and what came last. */
export async function poll<T>(options: {
  expected: string;
  limitMs: number;
  look(): Promise<{ found: T | undefined; came: string }>;
}): Promise<T> {
  const startedAt = performance.now();
  for (;;) {
    const seen = await options.look();
    if (seen.found !== undefined) return seen.found;
    if (performance.now() - startedAt > options.limitMs) {
      const seconds = options.limitMs / 1_000;
      throw new Unexpected(`${options.expected} within ${seconds} s`, seen.came);
    }
    await sleep(POLL_PAUSE_MS);
  }
}
