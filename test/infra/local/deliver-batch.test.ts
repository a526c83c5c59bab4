import { describe, expect, test } from '@jest/globals';
import type { Outcome } from '../../../infra/local/functions/environment.ts';
import { type BatchPolicy, deliverBatch } from '../../../infra/local/sources/deliver-batch.ts';
import { failedItems } from '../../../infra/local/sources/failed-items.ts';

const requestId = 'r1';
const success: Outcome = { ok: true, requestId, payload: 'null' };
const thrown: Outcome = {
  ok: false,
  requestId,
  timedOut: false,
  error: { errorType: 'Error', errorMessage: 'no' },
};
const report = (...ids: string[]): Outcome => ({
  ok: true,
  requestId,
  payload: JSON.stringify({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) }),
});

/** Delivers `records` to a function that answers by `outcome`; tells what it saw and what was given up. */
async function deliver(
  records: string[],
  policy: Partial<BatchPolicy>,
  outcome: (seen: readonly string[], invocation: number) => Outcome,
) {
  const invoked: string[] = [];
  const givenUp: string[] = [];
  const done = await deliverBatch(records, {
    policy: { maxRetries: 2, bisect: false, reportsFailures: true, ...policy },
    sequenceOf: (record) => record,
    async invoke(batch) {
      invoked.push(batch.join(''));
      return outcome(batch, invoked.length);
    },
    backOff: async () => invoked.length < 100,
    async giveUp(batch, { attempts }) {
      givenUp.push(`${batch.join('')} after ${attempts}`);
    },
  });
  return { done, invoked, givenUp };
}

describe('a stream batch', () => {
  test('that succeeds is delivered once', async () => {
    const seen = await deliver(['a', 'b'], {}, () => success);
    expect(seen).toEqual({ done: true, invoked: ['ab'], givenUp: [] });
  });

  test('that keeps failing is given up after its retries, as a whole', async () => {
    const seen = await deliver(['a', 'b'], { maxRetries: 2 }, () => thrown);
    expect(seen).toEqual({ done: true, invoked: ['ab', 'ab', 'ab'], givenUp: ['ab after 3'] });
  });

  test('is retried for ever where the mapping says -1', async () => {
    const seen = await deliver(['a'], { maxRetries: -1 }, (_, n) => (n < 20 ? thrown : success));
    expect(seen.invoked).toHaveLength(20);
    expect(seen.givenUp).toEqual([]);
  });

  test('is split until the poison record stands alone, and the rest arrives in order', async () => {
    const poisoned = (batch: readonly string[]) => (batch.includes('c') ? thrown : success);
    const seen = await deliver(['a', 'b', 'c', 'd'], { bisect: true, maxRetries: 1 }, poisoned);
    expect(seen.invoked).toEqual(['abcd', 'ab', 'cd', 'c', 'c', 'd']);
    expect(seen.givenUp).toEqual(['c after 2']);
  });

  test('goes on at the lowest record that was reported', async () => {
    const seen = await deliver(['a', 'b', 'c', 'd'], {}, (_, n) =>
      n === 1 ? report('d', 'b') : success,
    );
    expect(seen.invoked).toEqual(['abcd', 'bcd']);
  });

  test('that makes progress uses no retry where it may be split', async () => {
    const seen = await deliver(['a', 'b', 'c', 'd'], { bisect: true, maxRetries: 0 }, (batch) =>
      batch.length > 1 ? report(batch[1] ?? '') : success,
    );
    expect(seen).toEqual({ done: true, invoked: ['abcd', 'bcd', 'cd', 'd'], givenUp: [] });
  });

  test('ends undelivered when the runner stops', async () => {
    const seen = await deliver(['a'], { maxRetries: -1 }, () => thrown);
    expect(seen.done).toBe(false);
  });
});

describe('what a function did not process', () => {
  const ids = ['a', 'b'];
  const failed = (payload: unknown, reports = true) => [
    ...failedItems({ ok: true, requestId, payload: JSON.stringify(payload) }, ids, reports),
  ];

  test('nothing, when it answers nothing or an empty list', () => {
    for (const answer of [null, {}, { batchItemFailures: [] }, { batchItemFailures: null }]) {
      expect(failed(answer)).toEqual([]);
    }
  });

  test('all, when it throws or names an unknown or empty id', () => {
    expect([...failedItems(thrown, ids, true)]).toEqual(ids);
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'z' }] })).toEqual(ids);
    expect(failed({ batchItemFailures: [{ itemIdentifier: '' }] })).toEqual(ids);
    expect(failed({ batchItemFailures: [{ messageId: 'a' }] })).toEqual(ids);
  });

  test('what it names, if the mapping listens at all', () => {
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'b' }] })).toEqual(['b']);
    expect(failed({ batchItemFailures: [{ itemIdentifier: 'b' }] }, false)).toEqual([]);
  });
});
