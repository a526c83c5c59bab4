import type { SuppressionPage } from '../../events/suppression.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { ListSuppressionsEnv, loadEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { knownAddresses } from '../../shared/ledger/known-addresses.ts';
import { listSuppressions } from '../../shared/suppression-table.ts';

const env = loadEnv(ListSuppressionsEnv);
const database = dynamo();
const keys = keysTable(database, env);

const MAX_ENTRIES = 500;
/** Each is looked up in the ledger and opened. */
const MAX_ENTRIES_WITH_ADDRESS = 100;

/** GET /v1/suppressions?after=: a page of the list; `next` is the cursor of the following one. */
export const handler = door(async (event) => {
  const { scopes } = requireCaller(event, 'suppressions');
  const mayReadAddresses = scopes.includes('addresses');
  const { listed, next } = await listSuppressions(database, env.SUPPRESSION_TABLE, {
    after: event.queryStringParameters?.after,
    maxItems: mayReadAddresses ? MAX_ENTRIES_WITH_ADDRESS : MAX_ENTRIES,
  });
  const addresses = mayReadAddresses
    ? await knownAddresses(
        database,
        env.LEDGER_TABLE,
        keys,
        listed.map(({ contactId }) => contactId),
      )
    : null;
  const page: SuppressionPage = {
    entries: listed.map(({ contactId, entry }) =>
      addresses ? { ...entry, address: addresses.get(contactId) ?? null } : entry,
    ),
    next,
    note: 'Absence from this list is not permission to contact anyone.',
  };
  return jsonAnswer(200, page);
});
