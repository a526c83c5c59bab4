import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { systemClock } from '../../shared/clock.ts';
import { permission } from '../../shared/domain/permission.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { eventItem, submissionItem } from '../../shared/ledger/ledger-item.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, OPEN } from '../histories.ts';
import { startWorld, type World } from '../http/world.ts';
import { eventsOf, newContact, putHistory } from './gates.ts';
import { metricsDuring } from './metrics-during.ts';
import { failuresOf } from './queue-event.ts';

let world: World;
let handler: typeof import('../../functions/stream/route.ts').handler;
beforeAll(async () => {
  world = await startWorld();
  // The queues answer nobody: of tampering there is no news to send.
  Object.assign(process.env, {
    SUPPRESSION_QUEUE_URL: 'http://127.0.0.1:9/list',
    EMAIL_UPDATE_QUEUE_URL: 'http://127.0.0.1:9/sender',
    SMS_UPDATE_QUEUE_URL: 'http://127.0.0.1:9/texts',
  });
  ({ handler } = await import('../../functions/stream/route.ts'));
});
afterAll(() => world?.stop());

const route = (eventName: 'MODIFY' | 'REMOVE', item: Record<string, unknown>) => {
  const { pk, sk } = item;
  const dynamodb = { Keys: marshall({ pk, sk }), OldImage: marshall(item), SequenceNumber: '1' };
  const record = { eventName, dynamodb } as DynamoDBRecord;
  return handler({ Records: [record] } as DynamoDBStreamEvent);
};

const gateOf = (contactId: string) => readGate(world.dynamo, TABLE_NAMES.GATE_TABLE, contactId);

describe('a hand from outside in the ledger', () => {
  test.each(['MODIFY', 'REMOVE'] as const)(
    '(%s) holds that contact point, and is counted',
    async (kind) => {
      const contactId = newContact();
      await putHistory(world.dynamo, contactId, [granted(0)]);
      const [event] = eventsOf(contactId, [granted(0)]);
      if (!event) throw new Error('no event');
      const measured = await metricsDuring(async () => {
        for (let times = 0; times < 2; times++) {
          expect(failuresOf(await route(kind, eventItem(event)))).toEqual([]);
        }
      });
      expect(measured).toEqual([{ LedgerTampering: 1 }, { LedgerTampering: 1 }]);
      const gate = await gateOf(contactId);
      expect(gate).toMatchObject({ rev: 1, holds: ['tampering'] });
      expect(permission(gate, 'email.newsletter', systemClock.now(), OPEN).reason).toBe('held');
    },
  );

  test('holds a contact point whose gate is gone as well', async () => {
    const contactId = newContact();
    const [event] = eventsOf(contactId, [granted(0)]);
    if (event) await route('REMOVE', eventItem(event));
    expect(await gateOf(contactId)).toMatchObject({ rev: 0, holds: ['tampering'] });
  });

  test('at a submission’s record names nobody: it is told, and holds nobody', async () => {
    const receipt = { recordedAt: '2026-11-23T10:00:00.000Z', parts: [] };
    const item = submissionItem({ id: 'abc', bodyHash: 'h', receipt });
    expect(failuresOf(await route('MODIFY', item))).toEqual([]);
    expect(await gateOf('ID#abc')).toBeUndefined();
  });
});
