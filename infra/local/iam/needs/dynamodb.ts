import * as z from 'zod';
import { leadingKeys, type PartitionKeys, queriedKey } from '../leading-keys.ts';
import {
  ANY_RESOURCE,
  type Call,
  type Context,
  localArn,
  type Need,
  need,
  operationOf,
} from '../need.ts';
import { touchedAttributes } from '../touched-attributes.ts';

const Attributes = z.record(z.string(), z.unknown());
const OnItem = z.looseObject({
  TableName: z.string(),
  Key: Attributes.optional(),
  Item: Attributes.optional(),
  UpdateExpression: z.string().optional(),
  ConditionExpression: z.string().optional(),
  ProjectionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  AttributeUpdates: Attributes.optional(),
  Expected: Attributes.optional(),
  ReturnValues: z.string().optional(),
  ReturnValuesOnConditionCheckFailure: z.string().optional(),
});
const OnTable = z.looseObject({ TableName: z.string() });
const OnIndex = z.looseObject({
  TableName: z.string(),
  IndexName: z.string().optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: Attributes.optional(),
});
const BatchGet = z.looseObject({
  RequestItems: z.record(z.string(), z.looseObject({ Keys: z.array(Attributes) })),
});
const BatchWrite = z.looseObject({
  RequestItems: z.record(
    z.string(),
    z.array(
      z.strictObject({
        PutRequest: z.looseObject({ Item: Attributes }).optional(),
        DeleteRequest: z.looseObject({ Key: Attributes }).optional(),
      }),
    ),
  ),
});
const Transaction = z.looseObject({
  TransactItems: z.array(
    z.partialRecord(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck', 'Get']), OnItem),
  ),
});
const OnStream = z.looseObject({
  StreamArn: z.string().optional(),
  ShardIterator: z.string().optional(),
});

const ITEM_ACTIONS = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
} as const;

/** A transaction needs the permission of each of its items, asked in the transaction's name. */
export function dynamodbNeeds(call: Call): Need[] {
  const operation = operationOf(call);
  const body: unknown = JSON.parse(call.body);
  const action = `dynamodb:${operation}`;
  const keys = call.partitionKeys;
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transactionNeeds(Transaction.parse(body), operation, keys);
    case 'BatchGetItem':
      return batchNeeds(action, keys, readKeys(BatchGet.parse(body)));
    case 'BatchWriteItem':
      return batchNeeds(action, keys, writtenKeys(BatchWrite.parse(body)));
    case 'Query':
    case 'Scan':
      return [searchNeed(action, OnIndex.parse(body), keys)];
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
      return [itemNeed(action, OnItem.parse(body), keys)];
    case 'DescribeTable':
      return [need(action, tableArn(OnTable.parse(body).TableName))];
    case 'DescribeStream':
    case 'GetShardIterator':
    case 'GetRecords':
      return [need(action, streamArn(OnStream.parse(body)))];
    default:
      // PartiQL too: its table stands in the statement, and nobody here may run one.
      return [need(action, ANY_RESOURCE)];
  }
}

function itemNeed(
  action: string,
  onItem: z.infer<typeof OnItem>,
  keys: PartitionKeys,
  context: Context = {},
): Need {
  const { TableName, Key, Item } = onItem;
  const leading = leadingKeys(keys.get(tableName(TableName)), [Key ?? Item ?? {}]);
  const touched = touchedAttributes(onItem);
  return need(action, tableArn(TableName), { ...leading, ...touched, ...context });
}

function transactionNeeds(
  { TransactItems }: z.infer<typeof Transaction>,
  operation: string,
  keys: PartitionKeys,
): Need[] {
  const context: Context = { 'dynamodb:EnclosingOperation': [operation] };
  return TransactItems.flatMap((item) =>
    Object.entries(item).map(([kind, onItem]) => {
      const action = `dynamodb:${ITEM_ACTIONS[kind as keyof typeof ITEM_ACTIONS]}`;
      return itemNeed(action, onItem, keys, context);
    }),
  );
}

type NamedItems = readonly (readonly [table: string, items: Record<string, unknown>[]])[];

function batchNeeds(action: string, keys: PartitionKeys, tables: NamedItems): Need[] {
  return tables.map(([table, items]) =>
    need(action, tableArn(table), leadingKeys(keys.get(tableName(table)), items)),
  );
}

function readKeys({ RequestItems }: z.infer<typeof BatchGet>): NamedItems {
  return Object.entries(RequestItems).map(([table, { Keys }]) => [table, Keys]);
}

function writtenKeys({ RequestItems }: z.infer<typeof BatchWrite>): NamedItems {
  return Object.entries(RequestItems).map(([table, writes]) => [
    table,
    writes.map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key ?? {}),
  ]);
}

function searchNeed(action: string, search: z.infer<typeof OnIndex>, keys: PartitionKeys): Need {
  const index = search.IndexName === undefined ? '' : `/index/${search.IndexName}`;
  const name = keys.get(`${tableName(search.TableName)}${index}`);
  const leading = action === 'dynamodb:Query' ? queriedKey(name, search) : {};
  return need(action, `${tableArn(search.TableName)}${index}`, leading);
}

/** The engine's own stream ARN, also at the front of an iterator, as the template names the stream. */
function streamArn({ StreamArn, ShardIterator }: z.infer<typeof OnStream>): string {
  const table = /:table\/([^/]{1,255})\/stream\//.exec(StreamArn ?? ShardIterator ?? '')?.[1];
  return table === undefined ? ANY_RESOURCE : `${tableArn(table)}/stream/local`;
}

/** A table may be named by its ARN. */
function tableArn(table: string): string {
  return localArn('dynamodb', table.startsWith('arn:') ? table : `table/${table}`);
}

function tableName(table: string): string {
  return table.slice(table.lastIndexOf('/') + 1);
}
