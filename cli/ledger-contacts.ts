import { paginateScan, QueryCommand, type ScanCommandInput } from '@aws-sdk/lib-dynamodb';
import type { ContactId } from '../events/scope.ts';
import type { Dynamo } from '../shared/dynamo.ts';
import { inTurn } from '../shared/in-turn.ts';
import { EVENT_PREFIX } from '../shared/ledger/ledger-item.ts';

/** How many contact points are worked on at once. */
const WIDTH = 16;

/** Every contact point that the ledger has events of. A scan yields an item's neighbours of one key together. */
export async function* ledgerContacts(dynamo: Dynamo, table: string): AsyncGenerator<ContactId[]> {
  let last: string | undefined;
  for await (const items of scan(dynamo, {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: 'begins_with(sk, :event)',
    ExpressionAttributeValues: { ':event': EVENT_PREFIX },
    ProjectionExpression: 'pk',
  })) {
    const fresh: ContactId[] = [];
    for (const { pk } of items) {
      if (pk !== last) fresh.push(String(pk));
      last = String(pk);
    }
    yield fresh;
  }
}

/** Every contact point that has an item in a table whose partition key it is. */
export async function* keyedContacts(dynamo: Dynamo, table: string): AsyncGenerator<ContactId[]> {
  let last: string | undefined;
  for await (const items of scan(dynamo, {
    TableName: table,
    ConsistentRead: true,
    ProjectionExpression: 'contactId',
  })) {
    const fresh: ContactId[] = [];
    for (const { contactId } of items) {
      if (contactId !== last) fresh.push(String(contactId));
      last = String(contactId);
    }
    yield fresh;
  }
}

export async function hasEvents(dynamo: Dynamo, table: string, contactId: string) {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
      ExpressionAttributeValues: { ':pk': contactId, ':event': EVENT_PREFIX },
      Limit: 1,
    }),
  );
  return Items.length > 0;
}

/** Page after page. */
export async function* scan(
  dynamo: Dynamo,
  input: ScanCommandInput,
): AsyncGenerator<Record<string, unknown>[]> {
  for await (const { Items = [] } of paginateScan({ client: dynamo }, input)) yield Items;
}

/** Does the work for each of them, several at once, and no more once `enough` is reached. */
export async function forEachContact(
  pages: AsyncIterable<ContactId[]>,
  work: (contactId: ContactId) => Promise<void>,
  enough = Number.POSITIVE_INFINITY,
): Promise<number> {
  let done = 0;
  for await (const page of pages) {
    const wanted = page.slice(0, enough - done);
    await inTurn(wanted, WIDTH, work);
    done += wanted.length;
    if (done >= enough) break;
  }
  return done;
}
