import { BatchGetCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { ContactId } from '../../events/scope.ts';
import { backOff, type Clock } from '../clock.ts';
import { chunksOf } from '../domain/chunks.ts';
import type { Dynamo } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { parseGateItem } from './gate-item.ts';

const BATCH_KEYS = 100;
const MAX_BATCH_ROUNDS = 8;
const BATCH_BACK_OFF = { baseMs: 20, capMs: 400 };

/** Strongly consistent. An item that is not a gate of this version throws, so nothing is permitted on it. */
export async function readGate(
  dynamo: Dynamo,
  table: string,
  contactId: ContactId,
): Promise<Gate | undefined> {
  const { Item } = await dynamo.send(
    new GetCommand({ TableName: table, Key: { contactId }, ConsistentRead: true }),
  );
  return Item && parseGateItem(Item);
}

/** As `readGate`, for many at once; a contact point without a gate is missing from the answer. */
export async function readGates(
  dynamo: Dynamo,
  table: string,
  contactIds: readonly ContactId[],
  clock: Clock,
): Promise<Map<ContactId, Gate>> {
  const batches = chunksOf([...new Set(contactIds)], BATCH_KEYS);
  const gates = await Promise.all(batches.map((batch) => readBatch(dynamo, table, batch, clock)));
  return new Map(gates.flat().map((gate) => [gate.contactId, gate]));
}

async function readBatch(
  dynamo: Dynamo,
  table: string,
  batch: ContactId[],
  clock: Clock,
): Promise<Gate[]> {
  const gates: Gate[] = [];
  let keys: Record<string, unknown>[] = batch.map((contactId) => ({ contactId }));
  for (let round = 0; round < MAX_BATCH_ROUNDS && keys.length > 0; round++) {
    if (round > 0) await backOff(clock, round, BATCH_BACK_OFF);
    const answer = await dynamo.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true } } }),
    );
    gates.push(...(answer.Responses?.[table] ?? []).map(parseGateItem));
    keys = answer.UnprocessedKeys?.[table]?.Keys ?? [];
  }
  if (keys.length > 0) throw new ConsentError('unavailable', 'The gate is busy. Ask again.');
  return gates;
}
