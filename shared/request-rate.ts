import type { ClientRate } from '../events/api-key.ts';
import type { Clock } from './clock.ts';
import type { Dynamo } from './dynamo.ts';
import { log, traceOf } from './log.ts';
import { windowCounter } from './window-counter.ts';

export const RATE_WINDOW_SECONDS = 60;

const FLUSH_EVERY_MS = 1_000;

/** Adds requests to a client's window, and answers how many all environments have added to it. */
export type CountRequests = (
  clientId: string,
  window: number,
  requests: number,
) => Promise<number | null>;

type Counted = { window: number; total: number; unflushed: number; flushedAtMs: number };

/**
 * Counts each client's requests in this environment, and once a second at most together with those of all the
 * others, so a limit binds everywhere about a second after it is reached. Where the count cannot be had, this
 * environment's own must do: a rate is no matter of safety, and whoever needs the store fails by itself.
 */
export function requestRates(
  count: CountRequests,
  limit: number,
  clock: Clock,
): (clientId: string) => Promise<ClientRate> {
  const known = new Map<string, Counted>();
  return async (clientId) => {
    const nowSeconds = clock.now().getTime() / 1_000;
    const window = Math.floor(nowSeconds / RATE_WINDOW_SECONDS);
    const counted = inWindow(known.get(clientId), window);
    known.set(clientId, counted);
    counted.unflushed++;
    if (clock.monotonicMs() - counted.flushedAtMs >= FLUSH_EVERY_MS) {
      await flush(counted, clientId, count, clock);
    }
    const used = counted.total + counted.unflushed;
    return {
      limit,
      remaining: Math.max(0, limit - used),
      reset: Math.ceil((window + 1) * RATE_WINDOW_SECONDS - nowSeconds),
      limited: used > limit,
    };
  };
}

/** What a window has not flushed when it ends is forgotten: a second's worth of requests at most. */
function inWindow(counted: Counted | undefined, window: number): Counted {
  if (counted?.window === window) return counted;
  return { window, total: 0, unflushed: 0, flushedAtMs: Number.NEGATIVE_INFINITY };
}

async function flush(counted: Counted, clientId: string, count: CountRequests, clock: Clock) {
  const requests = counted.unflushed;
  counted.unflushed = 0;
  counted.flushedAtMs = clock.monotonicMs();
  try {
    const total = await count(clientId, counted.window, requests);
    counted.total = total ?? counted.total + requests;
  } catch (error) {
    counted.unflushed += requests;
    log('warn', 'requests not counted', { client: clientId, error: traceOf(error) });
  }
}

export function countRequests(dynamo: Dynamo, table: string): CountRequests {
  return (clientId, window, requests) =>
    windowCounter(dynamo, table, `REQUESTS#${clientId}`)(window, requests);
}
