import { createHash, randomBytes } from 'node:crypto';
import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ApiKey, type ApiScope } from '../events/api-key.ts';
import { conditionHeld, type Dynamo, queryAll } from './dynamo.ts';

const KEY_ID_BYTES = 6;
const SECRET_BYTES = 24;
const PARTITION = 'API_KEY';
const KEY_FORM = /^pc_([0-9a-f]{12})_([A-Za-z0-9_-]{32})$/;

/** A key in its two halves; null if it cannot be one. */
export function parseKey(presented: string): { keyId: string; secret: string } | null {
  const [, keyId, secret] = KEY_FORM.exec(presented) ?? [];
  return keyId && secret ? { keyId, secret } : null;
}

/** A plain hash is enough: the secret has 192 random bits. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Makes a key and stores its hash; the answer is the only time that the key itself is seen. */
export async function createApiKey(
  dynamo: Dynamo,
  table: string,
  clientId: string,
  scopes: readonly ApiScope[],
  now: Date,
): Promise<{ keyId: string; key: string }> {
  const keyId = randomBytes(KEY_ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const item: ApiKey = {
    keyId,
    clientId,
    scopes: [...scopes],
    secretHash: hashSecret(secret),
    createdAt: now.toISOString(),
    revokedAt: null,
  };
  await dynamo.send(
    new PutCommand({
      TableName: table,
      Item: { pk: PARTITION, sk: keyId, ...item },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return { keyId, key: `pc_${keyId}_${secret}` };
}

/** Strongly consistent, so that a revoked key stops at once. */
export async function findApiKey(
  dynamo: Dynamo,
  table: string,
  keyId: string,
): Promise<ApiKey | undefined> {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { pk: PARTITION, sk: keyId }, ConsistentRead: true }),
  );
  return Item && ApiKeyItem.parse(Item);
}

export async function listApiKeys(dynamo: Dynamo, table: string): Promise<ApiKey[]> {
  const items = await queryAll(dynamo, {
    TableName: table,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': PARTITION },
  });
  return items.map((item) => ApiKeyItem.parse(item));
}

/** False if there is no such key, or if it was revoked before. */
export async function revokeApiKey(
  dynamo: Dynamo,
  table: string,
  keyId: string,
  now: Date,
): Promise<boolean> {
  return conditionHeld(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk: PARTITION, sk: keyId },
        UpdateExpression: 'SET revokedAt = :now',
        ConditionExpression: 'attribute_exists(pk) AND attribute_type(revokedAt, :null)',
        ExpressionAttributeValues: { ':now': now.toISOString(), ':null': 'NULL' },
      }),
    ),
  );
}

const ApiKeyItem = ApiKey.extend({ pk: z.string(), sk: z.string() }).transform(
  ({ pk, sk, ...key }) => key,
);
