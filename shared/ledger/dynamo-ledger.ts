import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { StoredEvent } from '../domain/event-hash.ts';
import { conditionHeld, type Dynamo, isAnswerLost, queryAll, setEach } from '../dynamo.ts';
import { readGate } from './gate-table.ts';
import { addHold, liftHold } from './holds-table.ts';
import { type KeysTable, keyItem } from './keys-table.ts';
import {
  EVENT_PREFIX,
  eventKey,
  parseLedgerItem,
  parseStoredEvent,
  parseSubmission,
  storedItem,
  submissionItem,
  submissionKey,
} from './ledger-item.ts';
import type { Entry, LedgerStore, Sealed, Unchanged } from './ledger-store.ts';
import { linkItem } from './links-table.ts';

type Tables = { LEDGER_TABLE: string; GATE_TABLE: string; OPERATIONS_TABLE: string };
type Action = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** `keys`: where evidence is recorded. */
export function dynamoLedger(dynamo: Dynamo, tables: Tables, keys?: KeysTable): LedgerStore {
  const readStoredEvents: LedgerStore['readStoredEvents'] = (contactId) =>
    readStored(dynamo, tables.LEDGER_TABLE, contactId);
  return {
    keys,
    readGate: (contactId) => readGate(dynamo, tables.GATE_TABLE, contactId),
    readStoredEvents,
    async readStoredEvent(contactId, seq) {
      const Key = eventKey({ contactId, seq });
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tables.LEDGER_TABLE, Key, ConsistentRead: true }),
      );
      return Item && parseStoredEvent(Item);
    },
    readEvents: async (contactId) => (await readStoredEvents(contactId)).map(({ event }) => event),
    async readNewestEvents(contactId, most) {
      const query = { ...eventsOf(tables.LEDGER_TABLE, contactId), Limit: most };
      const { Items = [] } = await dynamo.send(
        new QueryCommand({ ...query, ScanIndexForward: false }),
      );
      return Items.flatMap((item) => parseLedgerItem(item) ?? []);
    },

    async findSubmission(id) {
      const key = submissionKey(id);
      const { Item } = await dynamo.send(
        new GetCommand({ TableName: tables.LEDGER_TABLE, Key: key, ConsistentRead: true }),
      );
      return Item && parseSubmission(id, Item);
    },

    async commit(submission, entries, links, unchanged = []) {
      const TransactItems = [
        putOnce(tables.LEDGER_TABLE, submissionItem(submission)),
        ...entries.flatMap((entry) => [
          putOnce(tables.LEDGER_TABLE, storedItem(storedOf(entry))),
          ...putKeyOnce(keys, entry.sealed?.newKey),
          writeGate(tables.GATE_TABLE, entry),
        ]),
        ...links.map((link) => ({
          Put: { TableName: tables.OPERATIONS_TABLE, Item: linkItem(link) },
        })),
        ...unchanged.map((one) => hearAt(tables.GATE_TABLE, one)),
      ];
      try {
        await dynamo.send(new TransactWriteCommand({ TransactItems }));
        return 'committed';
      } catch (error) {
        return outcomeOf(error);
      }
    },

    async removePermits(contactId, permitIds) {
      const names = permitIds.map((_, index) => `#permit${index}`);
      await dynamo.send(
        new UpdateCommand({
          TableName: tables.GATE_TABLE,
          Key: { contactId },
          UpdateExpression: `REMOVE ${names.map((name) => `permits.${name}`).join(', ')}`,
          ConditionExpression: 'attribute_exists(contactId)',
          ExpressionAttributeNames: Object.fromEntries(
            names.map((n, i) => [n, permitIds[i] ?? '']),
          ),
        }),
      );
    },

    async restore(gate, hold) {
      const TransactItems = [
        writeGate(tables.GATE_TABLE, { before: undefined, after: gate, hold }),
      ];
      try {
        await dynamo.send(new TransactWriteCommand({ TransactItems }));
      } catch (error) {
        outcomeOf(error);
      }
    },

    hear: (contactId) =>
      conditionHeld(
        dynamo.send(
          new UpdateCommand({
            TableName: tables.GATE_TABLE,
            Key: { contactId },
            UpdateExpression: 'ADD heard :one',
            ConditionExpression: 'attribute_exists(contactId)',
            ExpressionAttributeValues: { ':one': 1 },
          }),
        ),
      ),
    addHold: (contactId, hold) => addHold(dynamo, tables.GATE_TABLE, contactId, hold),
    liftHold: (contactId, hold, rev) => liftHold(dynamo, tables.GATE_TABLE, contactId, hold, rev),
  };
}

/** One contact point's events in order, strongly consistent. */
export async function readStored(
  dynamo: Dynamo,
  table: string,
  contactId: string,
): Promise<StoredEvent[]> {
  const items = await queryAll(dynamo, eventsOf(table, contactId));
  return items.flatMap((item) => parseStoredEvent(item) ?? []);
}

/** Whether any event is known of a contact point; strongly consistent. */
export async function isOnRecord(
  dynamo: Dynamo,
  table: string,
  contactId: string,
): Promise<boolean> {
  const { Items = [] } = await dynamo.send(
    new QueryCommand({ ...eventsOf(table, contactId), Limit: 1 }),
  );
  return Items.length > 0;
}

const eventsOf = (TableName: string, contactId: string) => ({
  ...{ TableName, ConsistentRead: true },
  KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
  ExpressionAttributeValues: { ':pk': contactId, ':event': EVENT_PREFIX },
});

function putOnce(TableName: string, Item: Record<string, unknown>): Action {
  return { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

function storedOf({ event, sealed }: Entry): StoredEvent {
  return { event, ciphertext: sealed?.ciphertext ?? null };
}

/** Two first submissions may have made a key each: the second finds the first's, and reads again. */
function putKeyOnce(keys: KeysTable | undefined, key: Sealed['newKey']): Action[] {
  if (!keys || !key) return [];
  const ConditionExpression = 'attribute_not_exists(contactId)';
  return [{ Put: { TableName: keys.table, Item: keyItem(key), ConditionExpression } }];
}

/**
 * Sets what events change and nothing else, where the gate is what was read: a whole-item put would erase the
 * senders' permits, and no function may put one. Holds are only added to.
 */
function writeGate(
  TableName: string,
  { before, after, hold, heard, hears = false }: Omit<Entry, 'event' | 'sealed'>,
): Action {
  const { contactId, heard: _, permits, holds, ...attributes } = after;
  const update = setEach(attributes);
  const isKnown = before !== undefined && before.rev > 0;
  const added = [...(hold === null ? [] : ['holds :hold']), ...(hears ? ['heard :one'] : [])];
  return {
    Update: {
      TableName,
      Key: { contactId },
      UpdateExpression: `${update.UpdateExpression}, permits = if_not_exists(permits, :none)${
        added.length === 0 ? '' : ` ADD ${added.join(', ')}`
      }`,
      ConditionExpression: isKnown
        ? `#rev = :read${sameHeard(heard)}`
        : 'attribute_not_exists(#rev)',
      ExpressionAttributeNames: update.ExpressionAttributeNames,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':none': {},
        ...(isKnown && { ':read': before.rev }),
        ...(isKnown && heard !== undefined && { ':heard': heard }),
        ...(hold !== null && { ':hold': new Set([hold]) }),
        ...(hears && { ':one': 1 }),
      },
    },
  };
}

/** Where the gate is what was read: a consent that came since is withdrawn from, not only heard of. */
function hearAt(TableName: string, { contactId, rev }: Unchanged): Action {
  return {
    Update: {
      TableName,
      Key: { contactId },
      UpdateExpression: 'ADD heard :one',
      ConditionExpression: 'rev = :rev',
      ExpressionAttributeValues: { ':one': 1, ':rev': rev },
    },
  };
}

/** A gate that has heard nothing yet may lack the count. */
function sameHeard(heard: number | undefined): string {
  if (heard === undefined) return '';
  return heard === 0
    ? ' AND (attribute_not_exists(heard) OR heard = :heard)'
    : ' AND heard = :heard';
}

const RETRYABLE_REASONS = new Set([
  'None',
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** A refusal that reading again can mend is an answer; a mistake of ours (validation, access) is thrown. */
function outcomeOf(error: unknown): 'conflict' | 'unknown' {
  if (error instanceof TransactionCanceledException) {
    const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code ?? 'None');
    if (codes.every((code) => RETRYABLE_REASONS.has(code))) return 'conflict';
    throw error;
  }
  if (isAnswerLost(error)) return 'unknown';
  throw error;
}
