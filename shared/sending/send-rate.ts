import type { Clock } from '../clock.ts';
import type { TurnCounter } from './turn-counter.ts';

/** A second, and what may pass between a turn and its call: a read of the gate and a claim. */
const WINDOW_MS = 1_100;

/** How often it is looked whether others have left room. */
const LOOK_AGAIN_MS = 100;

type Sighting = { atMs: number; count: number };
type Turns = { left: number };

/**
 * Turns to call a provider, at most `perSecond` in any second over all environments together. No two machines'
 * clocks are compared: a turn is taken only while the shared count stands at most `perSecond` above what this
 * very environment saw it at a whole window ago, by its own clock that never jumps. A clock that is frozen with
 * its environment errs towards silence.
 */
export function sendRate(
  counter: TurnCounter,
  perSecond: number,
  clock: Pick<Clock, 'monotonicMs' | 'sleep'>,
): (withinMs: number) => Promise<boolean> {
  let sightings: Sighting[] = [];
  let waiting = 0;
  let asking: Promise<Turns> | undefined;

  /** The newest sighting that is a window old; older ones tell less, and are forgotten. */
  function windowAgo(): Sighting | undefined {
    const latestMs = clock.monotonicMs() - WINDOW_MS;
    const index = sightings.findLastIndex(({ atMs }) => atMs <= latestMs);
    if (index > 0) sightings = sightings.slice(index);
    return index < 0 ? undefined : sightings[0];
  }

  async function look(): Promise<number> {
    const count = await counter.read();
    sightings.push({ atMs: clock.monotonicMs(), count });
    return count;
  }

  async function ask(): Promise<Turns> {
    const count = await look();
    const before = windowAgo();
    const limit = before && before.count + perSecond;
    const wanted = limit === undefined ? 0 : Math.min(waiting, limit - count);
    if (limit !== undefined && wanted > 0 && (await counter.take(wanted, limit))) {
      return { left: wanted };
    }
    const [first] = sightings;
    const newcomerMs = before || !first ? 0 : first.atMs + WINDOW_MS - clock.monotonicMs();
    await clock.sleep(Math.max(LOOK_AGAIN_MS, newcomerMs));
    return { left: 0 };
  }

  return async (withinMs) => {
    const deadlineMs = clock.monotonicMs() + withinMs;
    waiting += 1;
    try {
      do {
        // The messages of a batch ask together, and share what comes.
        asking ??= ask().finally(() => {
          asking = undefined;
        });
        const turns = await asking;
        if (turns.left > 0) {
          turns.left -= 1;
          return true;
        }
      } while (clock.monotonicMs() < deadlineMs);
      return false;
    } finally {
      waiting -= 1;
    }
  };
}
