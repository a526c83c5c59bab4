import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchGetCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { emptyGate, newGate } from '../../shared/domain/gate.ts';
import { readGates } from '../../shared/ledger/gate-table.ts';

const database = DynamoDBDocumentClient.from(new DynamoDBClient({ region: 'eu-west-2' }));

const idOf = (index: number) => String(index).padStart(22, 'A');

/** What was slept is kept; each sleep is the longest that the jitter allows. */
function watch() {
  const slept: number[] = [];
  const sleep = async (milliseconds: number) => {
    slept.push(milliseconds);
  };
  return { slept, clock: { now: () => new Date(), monotonicMs: () => 0, random: () => 1, sleep } };
}

/** A table that answers at most `served` of the keys that it is asked for. */
function stingyTable(served: number) {
  const table = mockClient(database);
  table.on(BatchGetCommand).callsFake(
    ({
      RequestItems: {
        Gate: { Keys },
      },
    }) => ({
      Responses: {
        Gate: Keys.slice(0, served).map(({ contactId }: { contactId: string }) => {
          const { holds, ...item } = newGate(contactId, null, { ...emptyGate, rev: 1 });
          return item;
        }),
      },
      UnprocessedKeys: Keys.length > served ? { Gate: { Keys: Keys.slice(served) } } : {},
    }),
  );
  return table;
}

describe('reading many gates', () => {
  test('asks again for what was left, later each time', async () => {
    const table = stingyTable(30);
    const { slept, clock } = watch();
    const ids = Array.from({ length: 100 }, (_, index) => idOf(index));
    const gates = await readGates(database, 'Gate', ids, clock);
    expect(gates.size).toBe(100);
    expect(table.commandCalls(BatchGetCommand)).toHaveLength(4);
    expect(slept).toEqual([40, 80, 160]);
  });

  test('gives up after a few rounds, for silence is no permission', async () => {
    const table = stingyTable(0);
    const { slept, clock } = watch();
    await expect(readGates(database, 'Gate', [idOf(1)], clock)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(table.commandCalls(BatchGetCommand)).toHaveLength(8);
    expect(slept.reduce((sum, milliseconds) => sum + milliseconds)).toBeLessThan(3_000);
  });
});
