import { setTimeout as wait } from 'node:timers/promises';

/** Time comes in as an argument, so that tests can own it. */
export type Clock = {
  now(): Date;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonicMs(): number;
  sleep(milliseconds: number): Promise<void>;
};

export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (milliseconds) => wait(milliseconds),
};

/** Full jitter: spreads retries that collided, so that they do not collide again. */
export function backoffMs(attempt: number, baseMs: number, capMs: number, random: number): number {
  return random * Math.min(capMs, baseMs * 2 ** attempt);
}
