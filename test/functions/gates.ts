import { randomBytes } from 'node:crypto';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { SuppressionUpdate } from '../../events/suppression.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { updateOf } from '../../shared/domain/routing.ts';
import type { Dynamo } from '../../shared/dynamo.ts';
import { TABLE_NAMES } from '../engine.ts';
import { gateItem } from '../gate-item.ts';
import { headerOf } from '../histories.ts';

export const newContact = () => randomBytes(16).toString('base64url');

/** One event for each change, from the first on. */
export function eventsOf(contactId: string, changes: Change[]): LedgerEvent[] {
  return changes.map((change, index) =>
    sealHeader({ ...headerOf(index + 1, [change]), contactId }),
  );
}

/** Writes the gate that the changes lead to, and gives the news of each. */
export async function putHistory(
  dynamo: Dynamo,
  contactId: string,
  changes: Change[],
): Promise<SuppressionUpdate[]> {
  const events = eventsOf(contactId, changes);
  const gate: Gate = newGate(contactId, contactId, foldEvents(events));
  await dynamo.send(new PutCommand({ TableName: TABLE_NAMES.GATE_TABLE, Item: gateItem(gate) }));
  return events.map(updateOf);
}
