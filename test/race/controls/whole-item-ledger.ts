import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../../../shared/dynamo.ts';
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts';
import type { Entry, LedgerStore } from '../../../shared/ledger/ledger-store.ts';
import type { Database } from '../world.ts';

/** Events write the gate as a whole, with the permits that they had read: on the same revision, but still. */
export function wholeItemLedger({ dynamo, tables }: Database): LedgerStore {
  return {
    ...dynamoLedger(dynamo, tables),
    commit(submission, entry) {
      const writer = puttingGates(dynamo, tables.GATE_TABLE, entry);
      return dynamoLedger(writer, tables).commit(submission, entry);
    },
  };
}

function puttingGates(dynamo: Dynamo, table: string, { before, after }: Entry): Dynamo {
  const send = (command: TransactWriteCommand) => {
    const TransactItems = (command.input.TransactItems ?? []).map((action) => {
      if (action.Update?.TableName !== table || !before) return action;
      return {
        Put: {
          TableName: table,
          Item: { ...after, permits: before.permits },
          ConditionExpression: 'rev = :read',
          ExpressionAttributeValues: { ':read': before.rev },
        },
      };
    });
    return dynamo.send(new TransactWriteCommand({ TransactItems }));
  };
  return Object.assign(Object.create(dynamo), { send });
}
