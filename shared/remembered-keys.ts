import type { ApiKey } from '../events/api-key.ts';
import type { Clock } from './clock.ts';
import { isOutage } from './dynamo.ts';
import { log, traceOf } from './log.ts';

const REMEMBERED_MS = 60 * 60 * 1_000;
const REMEMBERED_KEYS = 1_000;

export type FindKey = (keyId: string) => Promise<ApiKey | undefined>;

type Remembered = { key: ApiKey; atMs: number };

/**
 * Asks each time, so that a revoked key stops at once. Only where nobody can be asked, what was said of the key
 * last counts, for at most an hour: what a server reports as stopped must be held or spooled while the store is
 * away. Each environment has a memory of its own, and throws for what is not in it.
 */
export function rememberedKeys(find: FindKey, clock: Pick<Clock, 'now'>): FindKey {
  const memory = new Map<string, Remembered>();
  // By the clock on the wall, which goes on while an environment is frozen.
  const isFresh = ({ atMs }: Remembered) => clock.now().getTime() - atMs <= REMEMBERED_MS;

  function remember(keyId: string, key: ApiKey | undefined): void {
    memory.delete(keyId);
    if (key) memory.set(keyId, { key, atMs: clock.now().getTime() });
    const oldest = memory.keys().next().value;
    if (memory.size > REMEMBERED_KEYS && oldest !== undefined) memory.delete(oldest);
  }

  return async (keyId) => {
    try {
      const key = await find(keyId);
      remember(keyId, key);
      return key;
    } catch (error) {
      const known = memory.get(keyId);
      if (!known || !isFresh(known) || !isOutage(error)) throw error;
      const { clientId: client } = known.key;
      log('warn', 'key not looked up, taken from memory', { client, error: traceOf(error) });
      return known.key;
    }
  };
}
