import {
  GetCommand,
  PutCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { QueuedSend } from '../../events/queued-send.ts';
import { type ContactId, Scope } from '../../events/scope.ts';
import { SendRecord } from '../../events/send-record.ts';
import type { Reason } from '../../events/verdict.ts';
import { conditionHeld, type Dynamo, queryAll } from '../dynamo.ts';

const RECIPIENT_DIGITS = 4;

export type SendKey = Pick<SendRecord, 'pk' | 'sk'>;

/** What a sender reads and writes of the Sends table. `refuse` and `settle` are false if it has moved on. */
export type Sends = {
  read(key: SendKey): Promise<SendRecord | undefined>;
  refuse(key: SendKey, reason: Reason): Promise<boolean>;
  settle(
    record: SendRecord,
    permitId: string,
    state: 'sent' | 'unknown' | 'reopened',
  ): Promise<boolean>;
};

export function dynamoSends(dynamo: Dynamo, table: string): Sends {
  return {
    read: (key) => readSend(dynamo, table, key),
    refuse: (key, reason) => refuseSend(dynamo, table, key, reason, new Date()),
    settle: (record, permitId, state) =>
      settleSend(dynamo, table, record, permitId, state, new Date()),
  };
}

export const messageKey = (client: string, messageId: string) => `${client}#${messageId}`;

export function sendKey({ client, messageId, recipient }: Omit<QueuedSend, 'version'>): SendKey {
  return {
    pk: messageKey(client, messageId),
    sk: String(recipient).padStart(RECIPIENT_DIGITS, '0'),
  };
}

/** Where a message stands that another system sends: its own ids never meet those of messages sent here. */
export function outsideSendKey(client: string, messageId: string): SendKey {
  return sendKey({ client, messageId: `outside#${messageId}`, recipient: 0 });
}

/** False, and nothing written, if it was there before. */
export async function putSend(dynamo: Dynamo, table: string, record: SendRecord): Promise<boolean> {
  return conditionHeld(
    dynamo.send(
      new PutCommand({
        TableName: table,
        Item: record,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  );
}

export async function readSend(
  dynamo: Dynamo,
  table: string,
  { pk, sk }: SendKey,
): Promise<SendRecord | undefined> {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }),
  );
  return Item && SendRecord.parse(Item);
}

/** Every recipient's record of one message, in the order of the request. */
export async function readMessageSends(
  dynamo: Dynamo,
  table: string,
  pk: string,
): Promise<SendRecord[]> {
  const items = await queryAll(dynamo, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
  });
  return items.map((item) => SendRecord.parse(item));
}

const WaitingSend = z.object({ pk: z.string(), sk: z.string(), scope: Scope });
type WaitingSend = z.infer<typeof WaitingSend>;

/** What still waits for one contact point, from an index: news that may be late, never a decision. */
export async function findQueuedSends(
  dynamo: Dynamo,
  table: string,
  index: string,
  contactId: ContactId,
): Promise<WaitingSend[]> {
  const items = await queryAll(dynamo, {
    TableName: table,
    IndexName: index,
    KeyConditionExpression: 'queuedFor = :contact',
    ExpressionAttributeValues: { ':contact': contactId },
  });
  return items.map((item) => WaitingSend.parse(item));
}

/** The end of a message that never started. False if it has been claimed or has ended meanwhile. */
export async function refuseSend(
  dynamo: Dynamo,
  table: string,
  { pk, sk }: SendKey,
  reason: Reason,
  now: Date,
): Promise<boolean> {
  return conditionHeld(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression:
          'SET #state = :refused, reason = :reason, updatedAt = :now REMOVE queuedFor, #to, substitutions',
        ConditionExpression: '#state IN (:queued, :reopened)',
        ExpressionAttributeNames: { '#state': 'state', '#to': 'to' },
        ExpressionAttributeValues: {
          ':refused': 'refused',
          ':reason': reason,
          ':now': now.toISOString(),
          ':queued': 'queued',
          ':reopened': 'reopened',
        },
      }),
    ),
  );
}

/** The claim's half that stands in the Sends table: one permit at a time may hold a message. */
export function claimSend(
  table: string,
  { pk, sk }: SendKey,
  permitId: string,
  now: Date,
): UpdateCommandInput & { UpdateExpression: string } {
  return {
    TableName: table,
    Key: { pk, sk },
    UpdateExpression:
      'SET #state = :claimed, permitId = :permit, updatedAt = :now REMOVE queuedFor',
    ConditionExpression: '#state IN (:queued, :reopened)',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':claimed': 'claimed',
      ':permit': permitId,
      ':now': now.toISOString(),
      ':queued': 'queued',
      ':reopened': 'reopened',
    },
  };
}

/** The same half for a message that another system sends: its record begins claimed, or reopened for the same. */
export function putClaimedSend(
  table: string,
  claim: { send: SendKey; contactId: ContactId; scope: Scope; permitId: string; now: Date },
) {
  const { send, contactId, scope, permitId, now } = claim;
  const updatedAt = now.toISOString();
  const Item: SendRecord = {
    ...{ pk: send.pk, sk: send.sk, state: 'claimed', scope, contactId },
    ...{ reason: null, permitId, updatedAt },
  };
  return {
    TableName: table,
    Item,
    ConditionExpression:
      'attribute_not_exists(pk) OR (#state = :reopened AND contactId = :contact AND #scope = :scope)',
    ExpressionAttributeNames: { '#state': 'state', '#scope': 'scope' },
    ExpressionAttributeValues: { ':reopened': 'reopened', ':contact': contactId, ':scope': scope },
  };
}

/** As `settleSend`. Reopened, it waits in no queue, so it is not to be found as a queued one. */
export function settleOutsideSend(
  dynamo: Dynamo,
  table: string,
  send: SendKey,
  permitId: string,
  state: 'sent' | 'unknown' | 'reopened',
): Promise<boolean> {
  return settleSend(dynamo, table, { ...send, contactId: null }, permitId, state, new Date());
}

/** What a claimed message came to. Only the claim that holds it may say so. */
export async function settleSend(
  dynamo: Dynamo,
  table: string,
  record: Pick<SendRecord, 'pk' | 'sk' | 'contactId'>,
  permitId: string,
  state: 'sent' | 'unknown' | 'reopened',
  now: Date,
): Promise<boolean> {
  const reopened = state === 'reopened' && record.contactId !== null;
  const { pk, sk } = record;
  return conditionHeld(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { pk, sk },
        UpdateExpression: `SET #state = :state, updatedAt = :now${
          reopened ? ', queuedFor = :contact' : ' REMOVE #to, substitutions'
        }`,
        ConditionExpression: '#state = :claimed AND permitId = :permit',
        ExpressionAttributeNames: { '#state': 'state', ...(!reopened && { '#to': 'to' }) },
        ExpressionAttributeValues: {
          ':state': state,
          ':now': now.toISOString(),
          ':claimed': 'claimed',
          ':permit': permitId,
          ...(reopened && { ':contact': record.contactId }),
        },
      }),
    ),
  );
}
