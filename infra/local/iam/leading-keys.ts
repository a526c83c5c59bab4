import type { LocalTable } from '../template/read-stack.ts';
import type { Context } from './need.ts';

/** The partition key's name of each table, as `Table`, and of each index, as `Table/index/Name`. */
export type PartitionKeys = ReadonlyMap<string, string>;

export function partitionKeysOf(tables: readonly LocalTable[]): PartitionKeys {
  return new Map(
    tables.flatMap(({ name, properties }) => [
      [name, hashOf(properties.KeySchema)] as const,
      ...properties.GlobalSecondaryIndexes.map(
        ({ IndexName, KeySchema }) => [`${name}/index/${IndexName}`, hashOf(KeySchema)] as const,
      ),
    ]),
  );
}

type Attributes = Readonly<Record<string, unknown>>;

/** The partition keys of the items that a call names. */
export function leadingKeys(name: string | undefined, items: readonly Attributes[]): Context {
  if (name === undefined) return {};
  return { 'dynamodb:LeadingKeys': items.map((item) => textOf(item[name])) };
}

export type KeyCondition = {
  KeyConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined;
  ExpressionAttributeValues?: Attributes | undefined;
};

// Fits no list of keys: what cannot be read here must not pass for a call that names none.
const UNREAD = '(unread)';

/** The partition key that a query asks for: its condition always has one `name = :value`. */
export function queriedKey(name: string | undefined, query: KeyCondition): Context {
  if (name === undefined) return {};
  const names = query.ExpressionAttributeNames ?? {};
  const values = query.ExpressionAttributeValues ?? {};
  const equalities = (query.KeyConditionExpression ?? '').matchAll(
    /([#\w.-]{1,255}) ?= ?(:\w{1,255})/g,
  );
  for (const [, left = '', right = ''] of equalities) {
    if ((names[left] ?? left) === name) {
      return leadingKeys(name, [{ [name]: values[right] }]);
    }
  }
  return { 'dynamodb:LeadingKeys': [UNREAD] };
}

function hashOf(keys: LocalTable['properties']['KeySchema']): string {
  return keys.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName ?? '';
}

/** `{"S":"x"}` as IAM compares it; a key is a text, a number or bytes in base64. */
function textOf(attribute: unknown): string {
  return String(Object.values(attribute ?? {})[0]);
}
