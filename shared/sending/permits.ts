import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import { stalePermits } from '../domain/permit.ts';
import type { Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import { claimSend, type SendKey } from './sends-table.ts';

export type Claim = { gate: Gate; scope: Scope; permitId: string; send: SendKey; now: Date };

/** Where permits live. `claim` is false if the gate moved since it was read, or the message is not free. */
export type Permits = {
  readGate(contactId: ContactId): Promise<Gate | undefined>;
  claim(claim: Claim): Promise<boolean>;
  release(contactId: ContactId, permitId: string): Promise<void>;
};

type Tables = { GATE_TABLE: string; SENDS_TABLE: string };

export function dynamoPermits(dynamo: Dynamo, tables: Tables): Permits {
  return {
    readGate: (contactId) => readGate(dynamo, tables.GATE_TABLE, contactId),

    async claim(claim) {
      const { send, permitId, now } = claim;
      const actions = [
        { Update: setPermit(tables.GATE_TABLE, claim) },
        { Update: claimSend(tables.SENDS_TABLE, send, permitId, now) },
      ];
      try {
        await dynamo.send(new TransactWriteCommand({ TransactItems: actions }));
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    },

    async release(contactId, permitId) {
      await dynamo.send(
        new UpdateCommand({
          TableName: tables.GATE_TABLE,
          Key: { contactId },
          UpdateExpression: 'REMOVE permits.#permit',
          ExpressionAttributeNames: { '#permit': permitId },
        }),
      );
    },
  };
}

/** Holds only on the very revision that the permission was read from, and never bumps it. */
function setPermit(TableName: string, { gate, scope, permitId, now }: Claim) {
  const stale = stalePermits(gate, now);
  const removals = stale.map((_, index) => `permits.#stale${index}`);
  return {
    TableName,
    Key: { contactId: gate.contactId },
    UpdateExpression: `SET permits.#permit = :permit${
      removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : ''
    }`,
    ConditionExpression: 'rev = :rev AND attribute_type(#hold, :null)',
    ExpressionAttributeNames: {
      '#permit': permitId,
      '#hold': 'hold',
      ...Object.fromEntries(stale.map((id, index) => [`#stale${index}`, id])),
    },
    ExpressionAttributeValues: {
      ':permit': { scope, at: now.toISOString() },
      ':rev': gate.rev,
      ':null': 'NULL',
    },
  };
}
