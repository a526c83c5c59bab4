import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { conditionHeld, type Dynamo } from '../dynamo.ts';

/** How many turns to call a provider have ever been taken, by all environments together. It only grows. */
export type TurnCounter = {
  read(): Promise<number>;
  /** Counts `turns` more, unless the count would then stand above `limit`. */
  take(turns: number, limit: number): Promise<boolean>;
};

const Counter = z.looseObject({ taken: z.int().min(0) });

/** One item of Operations for each account at a provider. */
export function turnCounter(dynamo: Dynamo, table: string, account: 'email' | 'sms'): TurnCounter {
  const Key = { pk: `RATE#${account}`, sk: 'RATE' };
  return {
    async read() {
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: table, Key, ConsistentRead: true }),
      );
      return Item ? Counter.parse(Item).taken : 0;
    },

    // A lost answer may count twice: that only leaves turns unused.
    take: (turns, limit) =>
      conditionHeld(
        dynamo.send(
          new UpdateCommand({
            TableName: table,
            Key,
            UpdateExpression: 'ADD taken :turns',
            ConditionExpression: 'attribute_not_exists(taken) OR taken <= :most',
            ExpressionAttributeValues: { ':turns': turns, ':most': limit - turns },
          }),
        ),
      ),
  };
}
