import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from './dynamo.ts';

const MAX_ATTEMPTS = 2;

const WindowItem = z.object({ requests: z.int() });

/** One item of Operations, which the first to come in a window begins anew. */
export type WindowCounter = (window: number, more: number) => Promise<number | null>;

/** Adds to the count of a window, and answers what all environments have added to it by now. */
export function windowCounter(dynamo: Dynamo, table: string, pk: string): WindowCounter {
  const update = async (expression: string, condition: string, values: object) => {
    const { Attributes } = await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk: 'window' },
        UpdateExpression: expression,
        ConditionExpression: condition,
        ExpressionAttributeNames: { '#window': 'window' },
        ExpressionAttributeValues: { ...values },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return WindowItem.parse(Attributes).requests;
  };
  return async (window, more) => {
    const values = { ':window': window, ':requests': more };
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const added =
        (await held(update('ADD requests :requests', '#window = :window', values))) ??
        (await held(
          update(
            'SET #window = :window, requests = :requests',
            'attribute_not_exists(#window) OR #window < :window',
            values,
          ),
        ));
      if (added !== null) return added;
    }
    // Another environment's clock is in the next window already: its count is not of this one.
    return null;
  };
}

async function held(update: Promise<number>): Promise<number | null> {
  try {
    return await update;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return null;
    throw error;
  }
}
