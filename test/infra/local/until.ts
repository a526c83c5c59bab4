import { setTimeout as sleep } from 'node:timers/promises';

const GIVE_UP_MILLISECONDS = 40_000;
const POLL_MILLISECONDS = 50;

/** Waits until `look` finds something and gives it. Fails, naming `what`, if that never happens. */
export async function until<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const deadline = performance.now() + GIVE_UP_MILLISECONDS;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}.`);
    await sleep(POLL_MILLISECONDS);
  }
}
