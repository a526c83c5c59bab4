import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ContactId, Cover } from '../events/scope.ts';
import { SuppressionEntry } from '../events/suppression.ts';
import type { Suppression } from './domain/suppressions.ts';
import { conditionHeld, type Dynamo, queryAll, setEach } from './dynamo.ts';
import { invalidFields } from './errors.ts';

const Cursor = z.strictObject({ contactId: ContactId, cover: Cover });
const Item = SuppressionEntry.extend({
  listed: z.boolean(),
  contactId: ContactId,
  rev: z.int().min(0),
});

/** Writes what the gate says at `rev`, unless something newer stands. True if by this the list learns of the withdrawal. */
export async function putSuppression(
  dynamo: Dynamo,
  table: string,
  contact: { contactId: ContactId; matchId: ContactId | null; rev: number },
  suppression: Suppression,
): Promise<boolean> {
  const { reason, at: since, seq, listed, cover } = suppression;
  const { contactId, matchId, rev } = contact;
  const update = dynamo.send(
    new UpdateCommand({
      TableName: table,
      Key: { contactId, cover },
      ...setEach({ matchId, rev, reason, since, seq, listed }),
      ConditionExpression: 'attribute_not_exists(#rev) OR #rev < :rev',
      ReturnValues: 'UPDATED_OLD',
    }),
  );
  return (await conditionHeld(update)) && (await update).Attributes?.seq !== seq;
}

/** An entry as it lies in the table. `rev`: the gate's revision that it was written at. */
export type ListedSuppression = Omit<z.infer<typeof Item>, 'contactId'>;

/** Everything that the table says of one contact point; strongly consistent. */
export async function readSuppressions(
  dynamo: Dynamo,
  table: string,
  contactId: ContactId,
): Promise<ListedSuppression[]> {
  const items = await queryAll(dynamo, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'contactId = :contact',
    ExpressionAttributeValues: { ':contact': contactId },
  });
  return items.map((item) => {
    const { contactId, ...entry } = Item.parse(item);
    return entry;
  });
}

/** Puts what the events say in place of what was `found`. False if that is no longer there. */
export async function replaceSuppression(
  dynamo: Dynamo,
  table: string,
  contact: { contactId: ContactId; matchId: ContactId | null; rev: number },
  { reason, at: since, seq, listed, cover }: Suppression,
  found: ListedSuppression | undefined,
): Promise<boolean> {
  return conditionHeld(
    dynamo.send(
      new PutCommand({
        TableName: table,
        Item: { ...contact, cover, reason, since, seq, listed },
        ConditionExpression: found ? '#rev = :found' : 'attribute_not_exists(contactId)',
        ...(found && {
          ExpressionAttributeNames: { '#rev': 'rev' },
          ExpressionAttributeValues: { ':found': found.rev },
        }),
      }),
    ),
  );
}

/** An entry, and whose it is: that id is for use in here alone. */
type Listed = { contactId: ContactId; entry: SuppressionEntry };

/** A page may be short or empty while more follows: `next` alone tells the end. */
export async function listSuppressions(
  dynamo: Dynamo,
  table: string,
  { after, maxItems }: { after: string | undefined; maxItems: number },
): Promise<{ listed: Listed[]; next: string | null }> {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new ScanCommand({
      TableName: table,
      Limit: maxItems,
      ExclusiveStartKey: after === undefined ? undefined : parseCursor(after),
    }),
  );
  const listed = Items.map((item) => Item.parse(item))
    .filter((item) => item.listed)
    .map(({ contactId, listed, rev, ...entry }) => ({ contactId, entry }));
  return { listed, next: LastEvaluatedKey ? cursorOf(Cursor.parse(LastEvaluatedKey)) : null };
}

const cursorOf = (key: z.infer<typeof Cursor>) =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

function parseCursor(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    const detail = 'must be the `next` of an earlier page; start without it';
    throw invalidFields([{ detail, pointer: '#/after' }], cause);
  }
}
