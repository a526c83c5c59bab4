import * as z from 'zod';
import type { Outcome } from '../functions/environment.ts';

const BatchResponse = z.looseObject({
  batchItemFailures: z.array(z.looseObject({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Which of `ids` a function did not process. No answer or an empty list is full success; a thrown
 * error, an unknown id or a malformed answer is a failure of all.
 */
export function failedItems(
  outcome: Outcome,
  ids: readonly string[],
  reportsFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(ids);
  if (!outcome.ok) return all;
  if (!reportsFailures) return new Set();
  const result: unknown = JSON.parse(outcome.payload);
  if (result === null) return new Set();
  const parsed = BatchResponse.safeParse(result);
  if (!parsed.success) return all;
  const failed = (parsed.data.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return failed.every((id) => all.has(id)) ? new Set(failed) : all;
}
