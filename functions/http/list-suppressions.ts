import type { SuppressionPage } from '../../events/suppression.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { ListSuppressionsEnv, loadEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { listSuppressions } from '../../shared/suppression-table.ts';

const env = loadEnv(ListSuppressionsEnv);
const database = dynamo();

/** GET /v1/suppressions?after=: a page of the list; `next` is the cursor of the following one. */
export const handler = door(async (event) => {
  requireCaller(event, 'suppressions');
  const { entries, next } = await listSuppressions(
    database,
    env.SUPPRESSION_TABLE,
    event.queryStringParameters?.after,
  );
  const page: SuppressionPage = {
    entries,
    next,
    note: 'Absence from this list is not permission to contact anyone.',
  };
  return jsonAnswer(200, page);
});
