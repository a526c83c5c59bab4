import { createHash } from 'node:crypto';
import { type DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Json, jcs } from '../../shared/domain/jcs.ts';

/** What every request may write (see the judge), and whatever refused messages to bad addresses consist of. */
const PASSING = /^(REQUESTS#|RATE#|CONTENT#|MESSAGE#careless#|careless#)/;

/** SHA-256 over every item of these tables, but for what bad requests may leave behind. */
export async function stateOf(
  dynamo: DynamoDBDocumentClient,
  tables: readonly string[],
): Promise<string> {
  const hash = createHash('sha256');
  for (const TableName of tables) {
    const items: string[] = [];
    for await (const page of paginateScan(
      { client: dynamo },
      { TableName, ConsistentRead: true },
    )) {
      const lasting = (page.Items ?? []).filter(({ pk }) => !PASSING.test(String(pk)));
      // Sets and bytes have no JSON of their own.
      items.push(...lasting.map((item) => jcs(JSON.parse(JSON.stringify(item, spread)) as Json)));
    }
    hash.update(JSON.stringify([TableName, items.toSorted()]));
  }
  return hash.digest('hex');
}

const spread = (_: string, value: unknown) =>
  value instanceof Set ? [...value].toSorted() : value;
