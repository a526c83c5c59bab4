import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import { stalePermits } from '../domain/permit.ts';
import type { Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import { claimSend, type SendKey } from './sends-table.ts';

/** `gate` is what was read; undefined for post to an address that nothing is known of. */
export type Claim = {
  contactId: ContactId;
  gate: Gate | undefined;
  scope: Scope;
  permitId: string;
  send: SendKey;
  now: Date;
};

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

/** Succeeds only on the very revision that the permission was read from, and never bumps it. */
function setPermit(table: string, claim: Claim) {
  const { gate } = claim;
  return {
    TableName: table,
    Key: { contactId: claim.contactId },
    ...(gate && gate.rev > 0 ? amongPermits(gate, claim) : firstOfAll(gate, claim)),
  };
}

function amongPermits(gate: Gate, { permitId, scope, now }: Claim) {
  const stale = stalePermits(gate, now);
  const removals = stale.map((_, index) => `permits.#stale${index}`);
  const remove = removals.length > 0 ? ` REMOVE ${removals.join(', ')}` : '';
  return {
    UpdateExpression: `SET permits.#permit = :permit${remove}`,
    ConditionExpression: 'rev = :rev AND attribute_not_exists(holds)',
    ExpressionAttributeNames: {
      '#permit': permitId,
      ...Object.fromEntries(stale.map((id, index) => [`#stale${index}`, id])),
    },
    ExpressionAttributeValues: { ':permit': { scope, at: now.toISOString() }, ':rev': gate.rev },
  };
}

/** Post may go to an address that no event is known of: there is no gate yet, or one that only holds permits. */
function firstOfAll(gate: Gate | undefined, { permitId, scope, now }: Claim) {
  const known = gate?.permits ?? {};
  const gone = new Set(gate ? stalePermits(gate, now) : []);
  const kept = Object.entries(known).filter(([id]) => !gone.has(id));
  const permit = { scope, at: now.toISOString() };
  return {
    UpdateExpression: 'SET permits = :permits',
    ConditionExpression:
      'attribute_not_exists(rev) AND attribute_not_exists(holds) AND (attribute_not_exists(permits) OR permits = :known)',
    ExpressionAttributeValues: {
      ':permits': { ...Object.fromEntries(kept), [permitId]: permit },
      ':known': known,
    },
  };
}
