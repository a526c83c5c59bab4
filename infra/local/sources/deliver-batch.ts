import type { Outcome } from '../functions/environment.ts';
import { failedItems } from './failed-items.ts';

export type BatchPolicy = {
  /** Retries after the first attempt; -1 for ever. */
  maxRetries: number;
  bisect: boolean;
  reportsFailures: boolean;
};

export type BatchDelivery<R> = {
  policy: BatchPolicy;
  sequenceOf(record: R): string;
  invoke(records: readonly R[]): Promise<Outcome>;
  /** Waits before the next attempt; false: stop, the rest is not delivered. */
  backOff(attempt: number): Promise<boolean>;
  /** Takes the records whose retries are used up. */
  giveUp(records: readonly R[], failure: GivenUp): Promise<void>;
};

export type GivenUp = { outcome: Outcome; attempts: number };

/**
 * Delivers stream records in order, as Lambda does: a partial failure moves the checkpoint to the
 * lowest failed record, a batch is split in two where the mapping says so, and neither uses a retry.
 * False if it was stopped before the end.
 */
export async function deliverBatch<R>(
  batch: readonly R[],
  delivery: BatchDelivery<R>,
): Promise<boolean> {
  const { policy, sequenceOf, invoke, backOff, giveUp } = delivery;
  let records = batch;
  let retries = 0;
  for (let attempt = 1; ; attempt++) {
    const outcome = await invoke(records);
    const failed = failedItems(outcome, records.map(sequenceOf), policy.reportsFailures);
    const checkpoint = records.findIndex((record) => failed.has(sequenceOf(record)));
    if (checkpoint < 0) return true;
    records = records.slice(checkpoint);
    if (checkpoint === 0 && policy.bisect && records.length > 1) {
      if (!(await backOff(attempt))) return false;
      const middle = Math.ceil(records.length / 2);
      return (
        (await deliverBatch(records.slice(0, middle), delivery)) &&
        deliverBatch(records.slice(middle), delivery)
      );
    }
    const free = checkpoint > 0 && policy.bisect;
    if (!free && policy.maxRetries >= 0 && retries++ >= policy.maxRetries) {
      await giveUp(records, { outcome, attempts: attempt });
      return true;
    }
    if (!(await backOff(attempt))) return false;
  }
}
