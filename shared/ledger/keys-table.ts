import { GetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ContactId } from '../../events/scope.ts';
import type { EnvironmentKey, WrappedKey } from '../domain/seal.ts';
import type { Dynamo } from '../dynamo.ts';
import { type CustomerKey, customerKey } from '../kms.ts';
import type { EvidenceKeys } from './ledger-store.ts';

/** No contact id has a `#`. */
const ENVIRONMENT_KEYS = 'ENVIRONMENT#';
const FIRST_ID = 'e1';

const KeyItem = z.strictObject({
  contactId: ContactId,
  wrappedBy: z.string(),
  wrapped: z.base64(),
});

/** The environment's keys by id, under the customer key: add one and point `current` at it to renew them. */
const EnvironmentItem = z.strictObject({
  contactId: z.literal(ENVIRONMENT_KEYS),
  current: z.string(),
  keys: z.record(z.string(), z.base64()),
});
type EnvironmentItem = z.infer<typeof EnvironmentItem>;

export type KeysTable = EvidenceKeys & { table: string };

export const keyItem = (key: WrappedKey): Record<string, unknown> => key;

export function keysTable(
  dynamo: Dynamo,
  env: { ENVIRONMENT: string; KEYS_TABLE: string; EVIDENCE_KEY_ID: string },
): KeysTable {
  const table = env.KEYS_TABLE;
  return {
    table,
    // Never kept: a key that is destroyed seals nothing more.
    async readDataKey(contactId, signal) {
      const item = await readItem(dynamo, table, contactId, signal);
      return item && KeyItem.parse(item);
    },
    environmentKey: environmentKeys(dynamo, table, customerKey(env)),
  };
}

/** The same keys, asked for no longer than the signal allows; what they know of KMS's answers they share. */
export function keysWithin(keys: KeysTable, signal: AbortSignal): KeysTable {
  const both = (other?: AbortSignal) => (other ? AbortSignal.any([signal, other]) : signal);
  return {
    table: keys.table,
    readDataKey: (contactId, other) => keys.readDataKey(contactId, both(other)),
    environmentKey: (id, other) => keys.environmentKey(id, both(other)),
  };
}

/** Each key is asked of KMS once in the life of a function's environment. */
function environmentKeys(dynamo: Dynamo, table: string, customer: CustomerKey) {
  const known = new Map<string, Promise<EnvironmentKey>>();

  function once(name: string, find: () => Promise<EnvironmentKey>): Promise<EnvironmentKey> {
    const found = known.get(name);
    if (found !== undefined) return found;
    const fresh = find().catch((error: unknown) => {
      // A failure is not kept: the next call tries anew.
      known.delete(name);
      throw error;
    });
    known.set(name, fresh);
    return fresh;
  }

  async function open(item: EnvironmentItem, id: string, signal?: AbortSignal) {
    const sealed = item.keys[id];
    if (sealed === undefined) throw new Error('the environment has no such key');
    return { id, key: await customer.open(sealed, signal) };
  }

  async function make(signal?: AbortSignal): Promise<EnvironmentItem> {
    const { key, sealed } = await customer.generate(signal);
    const item: EnvironmentItem = {
      contactId: ENVIRONMENT_KEYS,
      current: FIRST_ID,
      keys: { [FIRST_ID]: sealed },
    };
    const stands = await putFirst(dynamo, table, item);
    if (stands.keys[FIRST_ID] === sealed)
      known.set(FIRST_ID, Promise.resolve({ id: FIRST_ID, key }));
    return stands;
  }

  return (id?: string, signal?: AbortSignal): Promise<EnvironmentKey> =>
    once(id ?? '', async () => {
      const item = await readEnvironment(dynamo, table, signal);
      if (id !== undefined) return open(present(item), id, signal);
      const stands = item ?? (await make(signal));
      return once(stands.current, () => open(stands, stands.current, signal));
    });
}

/** Whichever was put first, this one or another environment's. */
async function putFirst(
  dynamo: Dynamo,
  table: string,
  item: EnvironmentItem,
): Promise<EnvironmentItem> {
  const ConditionExpression = 'attribute_not_exists(contactId)';
  const Put = { TableName: table, Item: item, ConditionExpression };
  try {
    await dynamo.send(new TransactWriteCommand({ TransactItems: [{ Put }] }));
    return item;
  } catch (error) {
    const stands = await readEnvironment(dynamo, table);
    if (stands) return stands;
    throw error;
  }
}

async function readEnvironment(dynamo: Dynamo, table: string, signal?: AbortSignal) {
  const item = await readItem(dynamo, table, ENVIRONMENT_KEYS, signal);
  return item && EnvironmentItem.parse(item);
}

async function readItem(dynamo: Dynamo, table: string, contactId: string, signal?: AbortSignal) {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { contactId }, ConsistentRead: true }),
    { abortSignal: signal },
  );
  return Item;
}

function present(item: EnvironmentItem | undefined): EnvironmentItem {
  if (item) return item;
  throw new Error('the environment has no key');
}
