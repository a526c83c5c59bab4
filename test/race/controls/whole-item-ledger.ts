import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../../../shared/dynamo.ts';
import { dynamoLedger } from '../../../shared/ledger/dynamo-ledger.ts';
import type { Entry, LedgerStore } from '../../../shared/ledger/ledger-store.ts';
import type { Database } from '../world.ts';

/** Events write the gate as a whole, with the permits that they had read: on the same revision, but still. */
export function wholeItemLedger({ dynamo, tables }: Database): LedgerStore {
  return {
    ...dynamoLedger(dynamo, tables),
    commit(submission, entries, ...rest) {
      const writer = puttingGates(dynamo, tables.GATE_TABLE, entries);
      return dynamoLedger(writer, tables).commit(submission, entries, ...rest);
    },
  };
}

function puttingGates(dynamo: Dynamo, table: string, entries: readonly Entry[]): Dynamo {
  const send = (command: TransactWriteCommand) => {
    const TransactItems = (command.input.TransactItems ?? []).map((action) => {
      if (action.Update?.TableName !== table) return action;
      const contactId = action.Update.Key?.contactId;
      const entry = entries.find(({ event }) => event.contactId === contactId);
      if (!entry?.before || entry.before.rev === 0) return action;
      const { before, after } = entry;
      const { holds, ...item } = after;
      return {
        Put: {
          TableName: table,
          Item: { ...item, permits: before.permits, ...(holds.length > 0 && { holds }) },
          ConditionExpression: 'rev = :read',
          ExpressionAttributeValues: { ':read': before.rev },
        },
      };
    });
    return dynamo.send(new TransactWriteCommand({ TransactItems }));
  };
  return Object.assign(Object.create(dynamo), { send });
}
