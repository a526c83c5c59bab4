import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ClientRate } from '../events/api-key.ts';
import type { Clock } from './clock.ts';
import type { Dynamo } from './dynamo.ts';
import { log, traceOf } from './log.ts';

export const RATE_WINDOW_SECONDS = 60;

const FLUSH_EVERY_MS = 1_000;
const MAX_COUNT_ATTEMPTS = 2;

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

const RateItem = z.object({ requests: z.int() });

/** One item a client, which the first request of a window begins anew. */
export function countRequests(dynamo: Dynamo, table: string): CountRequests {
  const update = async (
    clientId: string,
    expression: string,
    condition: string,
    values: object,
  ) => {
    const { Attributes } = await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: `REQUESTS#${clientId}`, sk: 'window' },
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#window': 'window' },
        ExpressionAttributeValues: { ...values },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return RateItem.parse(Attributes).requests;
  };
  return async (clientId, window, requests) => {
    const values = { ':window': window, ':requests': requests };
    for (let attempt = 0; attempt < MAX_COUNT_ATTEMPTS; attempt++) {
      const added =
        (await held(update(clientId, 'ADD requests :requests', '#window = :window', values))) ??
        (await held(
          update(
            clientId,
            'SET #window = :window, requests = :requests',
            'attribute_not_exists(#window) OR #window < :window',
            values,
          ),
        ));
      if (added !== null) return added;
    }
    // Another environment's clock is in the next window already: its count is not of this one.
    return null;
  };
}

async function held(update: Promise<number>): Promise<number | null> {
  try {
    return await update;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
