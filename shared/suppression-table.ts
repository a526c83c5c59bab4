import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { ContactId, Cover } from '../events/scope.ts';
import { SuppressionEntry } from '../events/suppression.ts';
import type { Suppression } from './domain/suppressions.ts';
import { conditionHeld, type Dynamo } from './dynamo.ts';
import { ConsentError } from './errors.ts';

const PAGE_ITEMS = 500;

const Cursor = z.strictObject({ contactId: ContactId, cover: Cover });
const Item = SuppressionEntry.extend({ listed: z.boolean() });

/** Writes what the gate says at `rev`; whatever is older than what stands is dropped. */
export async function putSuppression(
  dynamo: Dynamo,
  table: string,
  contact: { contactId: ContactId; matchId: ContactId | null; rev: number },
  suppression: Suppression,
): Promise<void> {
  const { reason, at: since, seq, listed, cover } = suppression;
  const values = { matchId: contact.matchId, rev: contact.rev, reason, since, seq, listed };
  const fields = Object.keys(values);
  await conditionHeld(
    dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: { contactId: contact.contactId, cover },
        UpdateExpression: `SET ${fields.map((field) => `#${field} = :${field}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(#rev) OR #rev < :rev',
        ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([field, value]) => [`:${field}`, value]),
        ),
      }),
    ),
  );
}

/** A page may be short or empty while more follows: `next` alone tells the end. */
export async function listSuppressions(
  dynamo: Dynamo,
  table: string,
  after: string | undefined,
): Promise<{ entries: SuppressionEntry[]; next: string | null }> {
  const { Items = [], LastEvaluatedKey } = await dynamo.send(
    new ScanCommand({
      TableName: table,
      Limit: PAGE_ITEMS,
      ExclusiveStartKey: after === undefined ? undefined : parseCursor(after),
    }),
  );
  const entries = Items.map((item) => Item.parse(pickEntry(item)))
    .filter(({ listed }) => listed)
    .map(({ listed, ...entry }) => entry);
  return { entries, next: LastEvaluatedKey ? cursorOf(Cursor.parse(LastEvaluatedKey)) : null };
}

const pickEntry = ({ contactId, rev, ...entry }: Record<string, unknown>) => entry;

const cursorOf = (key: z.infer<typeof Cursor>) =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

function parseCursor(cursor: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch (cause) {
    throw new ConsentError('invalid', 'The cursor is not one of ours. Start without it.', {
      errors: [{ detail: 'must be the `next` of an earlier page', pointer: '#/after' }],
      cause,
    });
  }
}
