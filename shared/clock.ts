import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

/** Time and chance come in as an argument, so that tests can own them. */
export type Clock = {
  now(): Date;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonicMs(): number;
  sleep(milliseconds: number): Promise<void>;
  /** From 0 up to 1, to spread retries. */
  random(): number;
};

const RANDOM_STEPS = 2 ** 32;

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (milliseconds) => wait(milliseconds),
  random: () => randomInt(RANDOM_STEPS) / RANDOM_STEPS,
};

/** Sleeps with full jitter: spreads retries that collided, so that they do not collide again. */
export function backOff(
  clock: Clock,
  attempt: number,
  { baseMs, capMs }: { baseMs: number; capMs: number },
): Promise<void> {
  return clock.sleep(clock.random() * Math.min(capMs, baseMs * 2 ** attempt));
}
