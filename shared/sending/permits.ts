import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { ContactId, Scope } from '../../events/scope.ts';
import { stalePermits } from '../domain/permit.ts';
import { conditionHeld, type Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import { log, traceOf } from '../log.ts';
import { claimSend, putClaimedSend, type SendKey } from './sends-table.ts';

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

type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A claim's half in the Sends table. */
type SendHalf = (table: string, claim: Claim) => Action;

/** Of a message that waits here: its record is there, and free. */
const claimQueued: SendHalf = (table, { send, permitId, now }) => ({
  Update: claimSend(table, send, permitId, now),
});

/** Of a message in somebody else's hands: its record is made now, once. */
export const claimNew: SendHalf = (table, claim) => ({ Put: putClaimedSend(table, claim) });

export function dynamoPermits(
  dynamo: Dynamo,
  tables: Tables,
  sendHalf: SendHalf = claimQueued,
): Permits {
  return {
    readGate: (contactId) => readGate(dynamo, tables.GATE_TABLE, contactId),

    async claim(claim) {
      const TransactItems: Action[] = [
        { Update: setPermit(tables.GATE_TABLE, claim) },
        sendHalf(tables.SENDS_TABLE, claim),
      ];
      try {
        await dynamo.send(new TransactWriteCommand({ TransactItems }));
        return true;
      } catch (error) {
        if (error instanceof TransactionCanceledException) return false;
        throw error;
      }
    },

    async release(contactId, permitId) {
      // A claim that never arrived may have left nothing to take it from.
      await conditionHeld(
        dynamo.send(
          new UpdateCommand({
            TableName: tables.GATE_TABLE,
            Key: { contactId },
            UpdateExpression: 'REMOVE permits.#permit',
            ConditionExpression: 'attribute_exists(permits)',
            ExpressionAttributeNames: { '#permit': permitId },
          }),
        ),
      );
    },
  };
}

/** A claim whose answer got lost may stand: it is to be given back, and nothing may be called on it. */
export async function tryClaim(permits: Permits, claim: Claim): Promise<'yes' | 'no' | 'lost'> {
  try {
    return (await permits.claim(claim)) ? 'yes' : 'no';
  } catch (error) {
    log('warn', 'claim unanswered', { error: traceOf(error) });
    return 'lost';
  }
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
