import { createHash } from 'node:crypto';
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { MessageContent } from '../../events/message.ts';
import { StoredContent, StoredMessage } from '../../events/stored-message.ts';
import { jcs } from '../domain/jcs.ts';
import { conditionHeld, type Dynamo } from '../dynamo.ts';

/** Whether a text can be the id of a message at all. */
export const isMessageId = (text: string) => /^msg_[A-Za-z0-9_-]{22}$/.test(text);

/** Made from who sends and the idempotency key, so that a repeated request finds its message. */
export function messageIdOf(client: string, idempotencyKey: string): string {
  const digest = createHash('sha256')
    .update(jcs([client, idempotencyKey]))
    .digest();
  return `msg_${digest.subarray(0, 16).toString('base64url')}`;
}

/** Keeps the first of its name; the answer is the one that is kept. */
export async function putMessage(
  dynamo: Dynamo,
  table: string,
  message: StoredMessage,
): Promise<StoredMessage> {
  const key = itemKey('MESSAGE', `${message.client}#${message.messageId}`);
  const isNew = await putIfAbsent(dynamo, table, { ...key, ...message });
  return isNew ? message : ((await readMessage(dynamo, table, message)) ?? message);
}

export async function readMessage(
  dynamo: Dynamo,
  table: string,
  { client, messageId }: Pick<StoredMessage, 'client' | 'messageId'>,
): Promise<StoredMessage | undefined> {
  const item = await getItem(dynamo, table, itemKey('MESSAGE', `${client}#${messageId}`));
  return item && StoredMessage.parse(item);
}

/** What a content is stored under. */
export function contentHashOf(content: MessageContent): string {
  return createHash('sha256')
    .update(jcs(withoutAbsent(content)))
    .digest('hex');
}

/** Stores the content under its hash, once for all messages that share it. */
export async function putContent(
  dynamo: Dynamo,
  table: string,
  content: MessageContent,
): Promise<string> {
  const hash = contentHashOf(content);
  const item = { ...itemKey('CONTENT', hash), hash, content: withoutAbsent(content) };
  await putIfAbsent(dynamo, table, item);
  return hash;
}

const withoutAbsent = (content: MessageContent) =>
  Object.fromEntries(Object.entries(content).filter(([, part]) => part !== undefined));

export async function readContent(
  dynamo: Dynamo,
  table: string,
  hash: string,
): Promise<MessageContent | undefined> {
  const item = await getItem(dynamo, table, itemKey('CONTENT', hash));
  return item && StoredContent.parse(item).content;
}

const itemKey = (kind: 'MESSAGE' | 'CONTENT', id: string) => ({
  pk: `${kind}#${id}`,
  sk: kind,
});

const Keyed = z
  .looseObject({ pk: z.string(), sk: z.string() })
  .transform(({ pk, sk, ...rest }) => rest);

async function getItem(dynamo: Dynamo, table: string, key: { pk: string; sk: string }) {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: key, ConsistentRead: true }),
  );
  return Item && Keyed.parse(Item);
}

function putIfAbsent(dynamo: Dynamo, table: string, item: Record<string, unknown>) {
  const ConditionExpression = 'attribute_not_exists(pk)';
  return conditionHeld(
    dynamo.send(new PutCommand({ TableName: table, Item: item, ConditionExpression })),
  );
}
