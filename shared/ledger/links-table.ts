import * as z from 'zod';
import { ContactId } from '../../events/scope.ts';
import { type Dynamo, queryAll } from '../dynamo.ts';
import type { Link } from './ledger-store.ts';

const pk = (contactId: ContactId) => `LINK#${contactId}`;

/** Keyed hashes only, so that stopping everything needs neither a data key nor an address. */
export const linkItem = ({ from, to }: Link) => ({ pk: pk(from), sk: to });

const LinkItem = z.object({ sk: ContactId });

/** The contact points that were named together with this one; strongly consistent. */
export async function linkedContacts(
  dynamo: Dynamo,
  table: string,
  contactId: ContactId,
): Promise<ContactId[]> {
  const items = await queryAll(dynamo, {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk(contactId) },
  });
  return items.map((item) => LinkItem.parse(item).sk);
}
