import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SendRecord } from '../../events/send-record.ts';
import { putSend, readSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, withdrawn } from '../histories.ts';
import { startWorld, type World } from '../http/world.ts';
import { newContact, putHistory } from './gates.ts';
import { metricsDuring } from './metrics-during.ts';
import { failuresOf, queueEvent } from './queue-event.ts';

let world: World;
let handler: typeof import('../../functions/queue/stop-email.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  ({ handler } = await import('../../functions/queue/stop-email.ts'));
});
afterAll(() => world?.stop());

const TABLE = TABLE_NAMES.SENDS_TABLE;

async function putRecord(contactId: string, over: Partial<SendRecord> = {}): Promise<SendRecord> {
  const record: SendRecord = {
    pk: `shop#msg_${contactId}`,
    sk: '0000',
    state: 'queued',
    scope: 'email.newsletter',
    contactId,
    to: 'jane@example.com',
    substitutions: { name: 'Jane' },
    queuedFor: contactId,
    reason: null,
    permitId: null,
    updatedAt: '2026-11-23T10:00:00.000Z',
    ...over,
  };
  await putSend(world.dynamo, TABLE, record);
  return record;
}

const read = (record: SendRecord) => readSend(world.dynamo, TABLE, record);

describe('news of a withdrawal', () => {
  test('refuses what waits for that person, and forgets the address', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    const record = await putRecord(contactId);
    expect(failuresOf(await handler(queueEvent(updates[1])))).toEqual([]);
    const refused = await read(record);
    expect(refused).toMatchObject({ state: 'refused', reason: 'withdrawn' });
    expect(Object.keys(refused ?? {})).not.toEqual(expect.arrayContaining(['to']));
    expect(Object.keys(refused ?? {})).not.toEqual(expect.arrayContaining(['queuedFor']));
    expect(JSON.stringify(refused)).not.toMatch(/jane/i);
  });

  test('leaves another purpose of the same person waiting', async () => {
    const contactId = newContact();
    const changes = [granted(0), granted(0, 'email.offers'), withdrawn(1)];
    const updates = await putHistory(world.dynamo, contactId, changes);
    const stopped = await putRecord(contactId);
    const waiting = await putRecord(contactId, { sk: '0001', scope: 'email.offers' });
    await handler(queueEvent(updates[2]));
    expect(await read(stopped)).toMatchObject({ state: 'refused' });
    expect(await read(waiting)).toEqual(waiting);
  });

  test('refuses what was reopened, and leaves what is claimed to its permit', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1, '*')]);
    const reopened = await putRecord(contactId, { state: 'reopened' });
    const claimed = await putRecord(contactId, { sk: '0001', state: 'claimed', permitId: 'p1' });
    await handler(queueEvent(updates[1]));
    expect(await read(reopened)).toMatchObject({ state: 'refused' });
    expect(await read(claimed)).toEqual(claimed);
  });

  test('that is late, after a new consent, stops nothing', async () => {
    const contactId = newContact();
    const changes = [granted(0), withdrawn(1), granted(1)];
    const updates = await putHistory(world.dynamo, contactId, changes);
    const record = await putRecord(contactId);
    await handler(queueEvent(updates[1]));
    expect(await read(record)).toEqual(record);
  });

  test('that comes twice and in disorder ends the same', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    const record = await putRecord(contactId);
    const shuffled = [updates[1], updates[0], updates[1], updates[0]];
    expect(failuresOf(await handler(queueEvent(...shuffled)))).toEqual([]);
    expect(await read(record)).toMatchObject({ state: 'refused', reason: 'withdrawn' });
  });

  test('ICO-6: is measured, from the record to the queue, and so is each message that it stopped', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    await putRecord(contactId);
    const measured = await metricsDuring(() => handler(queueEvent(...updates)));
    expect(measured).toContainEqual({ Channel: 'email', Reason: 'withdrawn', GateRefusals: 1 });
    const stops = measured.filter((line) => 'TimeToStop' in line);
    expect(stops).toEqual([{ Destination: 'email-sender', TimeToStop: expect.any(Number) }]);
  });

  test('among bad messages: only the bad ones go back', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    const record = await putRecord(contactId);
    const bodies = [
      'not JSON',
      updates[1],
      { ...updates[1], version: 2 },
      { ...updates[1], to: 'x' },
    ];
    expect(failuresOf(await handler(queueEvent(...bodies)))).toEqual(['m0', 'm2', 'm3']);
    expect(await read(record)).toMatchObject({ state: 'refused' });
  });
});

describe('news for the SMS sender', () => {
  test('refuses the texts that wait, by its own door', async () => {
    const { handler: stopSms } = await import('../../functions/queue/stop-sms.ts');
    const contactId = newContact();
    const changes = [granted(0, 'sms.offers'), withdrawn(1, 'sms.*')];
    const updates = await putHistory(world.dynamo, contactId, changes);
    const text = { scope: 'sms.offers', to: '+447700900123' } as const;
    const record = await putRecord(contactId, text);
    expect(failuresOf(await stopSms(queueEvent(updates[1])))).toEqual([]);
    const refused = await read(record);
    expect(refused).toMatchObject({ state: 'refused', reason: 'withdrawn' });
    expect(JSON.stringify(refused)).not.toMatch(/7700900123/);
  });
});
