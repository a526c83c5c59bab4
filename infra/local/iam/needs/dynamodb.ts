import * as z from 'zod';
import {
  ANY_RESOURCE,
  type Call,
  type Context,
  localArn,
  type Need,
  need,
  operationOf,
} from '../need.ts';

const OnTable = z.looseObject({ TableName: z.string() });
const OnIndex = z.looseObject({ TableName: z.string(), IndexName: z.string().optional() });
const OnTables = z.looseObject({ RequestItems: z.record(z.string(), z.unknown()) });
const Transaction = z.looseObject({
  TransactItems: z.array(
    z.partialRecord(z.enum(['Put', 'Update', 'Delete', 'ConditionCheck', 'Get']), OnTable),
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
  switch (operation) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return transactionNeeds(Transaction.parse(body), operation);
    case 'BatchGetItem':
    case 'BatchWriteItem':
      return Object.keys(OnTables.parse(body).RequestItems).map((table) =>
        need(action, tableArn(table)),
      );
    case 'Query':
    case 'Scan': {
      const { TableName, IndexName } = OnIndex.parse(body);
      const index = IndexName === undefined ? '' : `/index/${IndexName}`;
      return [need(action, `${tableArn(TableName)}${index}`)];
    }
    case 'GetItem':
    case 'PutItem':
    case 'UpdateItem':
    case 'DeleteItem':
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

function transactionNeeds(
  { TransactItems }: z.infer<typeof Transaction>,
  operation: string,
): Need[] {
  const context: Context = { 'dynamodb:EnclosingOperation': [operation] };
  return TransactItems.flatMap((item) =>
    Object.entries(item).map(([kind, { TableName }]) =>
      need(
        `dynamodb:${ITEM_ACTIONS[kind as keyof typeof ITEM_ACTIONS]}`,
        tableArn(TableName),
        context,
      ),
    ),
  );
}

function tableArn(table: string): string {
  return localArn('dynamodb', table.startsWith('arn:') ? table : `table/${table}`);
}

/** The engine's own stream ARN, also at the front of an iterator, as the template names the stream. */
function streamArn({ StreamArn, ShardIterator }: z.infer<typeof OnStream>): string {
  const table = /:table\/([^/]{1,255})\/stream\//.exec(StreamArn ?? ShardIterator ?? '')?.[1];
  return table === undefined ? ANY_RESOURCE : `${tableArn(table)}/stream/local`;
}
