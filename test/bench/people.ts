import type { BatchWriteCommandInput, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { contactIdsOf } from '../../shared/domain/contact-point.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { emptyGate, evolve, newGate } from '../../shared/domain/gate.ts';
import { eventItem } from '../../shared/ledger/ledger-item.ts';
import { gateItem } from '../gate-item.ts';
import { granted, headerOf } from '../histories.ts';
import { nameOf, type RemoteProduct } from '../product.ts';

const BATCH_ITEMS = 25;
const CONCURRENT_BATCHES = 8;

export type ContactKeys = { pepper: Uint8Array; matchKey: Uint8Array };

export const emailOf = (index: number) => `person${index}@example.com`;

/** People `from` … `to` - 1, each with one grant of the newsletter on record, written as fast as the engine takes them. */
export async function fillPeople(
  product: RemoteProduct,
  keys: ContactKeys,
  { from, to }: { from: number; to: number },
): Promise<void> {
  const [ledger, gates] = [nameOf(product, 'LedgerTable'), nameOf(product, 'GateTable')];
  let next = from;
  const work = async () => {
    for (let start = next; start < to; start = next) {
      next += BATCH_ITEMS;
      const people = Array.from({ length: Math.min(BATCH_ITEMS, to - start) }, (_, offset) =>
        personItems(keys, start + offset),
      );
      await writeAll(
        product.database,
        gates,
        people.map(({ gate }) => gate),
      );
      await writeAll(
        product.database,
        ledger,
        people.map(({ event }) => event),
      );
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_BATCHES }, work));
}

function personItems(keys: ContactKeys, index: number) {
  const ids = contactIdsOf(keys, { kind: 'email', address: emailOf(index) });
  const event = sealHeader({ ...headerOf(1, [granted(0)]), contactId: ids.contactId });
  const gate = newGate(ids.contactId, ids.matchId, evolve(emptyGate, event));
  return { gate: gateItem(gate), event: eventItem(event) };
}

async function writeAll(
  database: DynamoDBDocumentClient,
  table: string,
  items: readonly Record<string, unknown>[],
): Promise<void> {
  let left: BatchWriteCommandInput['RequestItems'] = {
    [table]: items.map((Item) => ({ PutRequest: { Item } })),
  };
  while (left && Object.keys(left).length > 0) {
    const { UnprocessedItems }: { UnprocessedItems?: typeof left } = await database.send(
      new BatchWriteCommand({ RequestItems: left }),
    );
    left = UnprocessedItems;
  }
}
