import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readGates } from '../../shared/ledger/gate-table.ts';
import { withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { type Engine, TABLE_NAMES } from '../engine.ts';
import { leaving, startSpoolWorld } from './spool-world.ts';

let w: Awaited<ReturnType<typeof startSpoolWorld>>;
let engine: Engine;
beforeAll(async () => {
  w = await startSpoolWorld();
  engine = w.engine;
});
afterAll(() => w?.stop());

const change = (contactId: string, UpdateExpression: string, values?: Record<string, unknown>) =>
  engine.dynamo.send(
    new UpdateCommand({
      TableName: TABLE_NAMES.GATE_TABLE,
      Key: { contactId },
      UpdateExpression,
      ...(values && { ExpressionAttributeValues: values }),
    }),
  );

describe('F47: a withdrawal at a gate of a later release', () => {
  test('is not acknowledged, holds its contact point, and keeps nobody else waiting', async () => {
    const contactId = await w.subscriber();
    await change(contactId, 'SET ofLater = :one', { ':one': 1 });
    await expect(withdrawOrSpool(w.ports, leaving(contactId))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(w.spooled).toEqual([]);
    await change(contactId, 'REMOVE ofLater');
    expect(await w.holdsOf(contactId)).toHaveLength(1);
    expect(await w.mayStart(contactId)).toBe(false);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(false);
  });

  test('sent again once it can be read, is in force, and lifts that hold', async () => {
    const contactId = await w.subscriber();
    await change(contactId, 'SET ofLater = :one', { ':one': 1 });
    await expect(withdrawOrSpool(w.ports, leaving(contactId))).rejects.toThrow();
    await change(contactId, 'REMOVE ofLater');
    expect(await withdrawOrSpool(w.ports, leaving(contactId))).toMatchObject({
      outcome: 'recorded',
    });
    expect(await w.holdsOf(contactId)).toEqual([]);
    expect(await w.mayStart(contactId)).toBe(false);
    expect(await w.mayStart(contactId, 'email.offers')).toBe(true);
  });

  test('is never taken for one that is not there', async () => {
    const contactId = await w.subscriber();
    await change(contactId, 'SET ofLater = :one', { ':one': 1 });
    const reading = readGates(engine.dynamo, TABLE_NAMES.GATE_TABLE, [contactId], w.clock);
    await expect(reading).rejects.toMatchObject({ name: 'UnreadableGate' });
  });
});
