import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { PERMIT_MAX_AGE_MS } from '../../shared/domain/permit.ts';
import { messageKey, putSend, readSend, sendKey } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { startWorld, type World } from '../http/world.ts';
import { newContact } from './gates.ts';
import { failuresOf, queueEvent } from './queue-event.ts';

let world: World;
let handler: typeof import('../../functions/queue/settle-dead-sends.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  ({ handler } = await import('../../functions/queue/settle-dead-sends.ts'));
});
afterAll(() => world?.stop());

const TABLE = TABLE_NAMES.SENDS_TABLE;

async function dead(over: Partial<SendRecord>): Promise<QueuedSend> {
  const contactId = newContact();
  const send: QueuedSend = { version: 1, client: 'shop', messageId: contactId, recipient: 0 };
  await putSend(world.dynamo, TABLE, {
    pk: messageKey('shop', contactId),
    sk: '0000',
    state: 'queued',
    scope: 'email.newsletter',
    contactId,
    to: 'jane@example.com',
    substitutions: { name: 'Jane' },
    queuedFor: contactId,
    reason: null,
    permitId: null,
    updatedAt: new Date().toISOString(),
    ...over,
  });
  return send;
}

const recordOf = (send: QueuedSend) => readSend(world.dynamo, TABLE, sendKey(send));
const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();

describe('F20: a message that its sender has given up', () => {
  test.each(['queued', 'reopened'] as const)(
    'and that is %s ends as refused, without its address',
    async (state) => {
      const send = await dead({ state });
      expect(failuresOf(await handler(queueEvent(send)))).toEqual([]);
      const record = await recordOf(send);
      expect(record).toMatchObject({ state: 'refused', reason: 'unavailable' });
      expect(JSON.stringify(record)).not.toMatch(/jane|queuedFor/i);
    },
  );

  test('and that came to its end is counted, for the alarm that its dead letter cannot raise', async () => {
    const lines: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => {
      lines.push(String(line));
      return true;
    });
    const claimed = { state: 'claimed', permitId: 'p1' } as const;
    await handler(queueEvent(await dead({}), await dead({ ...claimed, updatedAt: ago(1_000) })));
    write.mockRestore();
    expect(lines.filter((line) => line.includes('SendsGivenUp'))).toHaveLength(1);
  });

  test('and that somebody may still be at waits, and is then unknown, without its address', async () => {
    const claimed = { state: 'claimed', permitId: 'p1' } as const;
    const fresh = await dead({ ...claimed, updatedAt: ago(1_000) });
    const old = await dead({ ...claimed, updatedAt: ago(PERMIT_MAX_AGE_MS + 1_000) });
    expect(failuresOf(await handler(queueEvent(fresh, old)))).toEqual(['m0']);
    expect(await recordOf(fresh)).toMatchObject(claimed);
    const record = await recordOf(old);
    expect(record).toMatchObject({ state: 'unknown' });
    expect(JSON.stringify(record)).not.toMatch(/jane/i);
  });

  test.each(['sent', 'refused', 'unknown'] as const)(
    'and that is %s is left alone',
    async (state) => {
      const send = await dead({ state });
      const before = await recordOf(send);
      expect(failuresOf(await handler(queueEvent(send)))).toEqual([]);
      expect(await recordOf(send)).toEqual(before);
    },
  );

  test('among bad messages: what cannot be read stays for a person', async () => {
    const send = await dead({});
    const batch = ['{', send, { ...send, messageId: 'lost' }, { ...send, to: 'x' }];
    expect(failuresOf(await handler(queueEvent(...batch)))).toEqual(['m0', 'm2', 'm3']);
    expect(await recordOf(send)).toMatchObject({ state: 'refused' });
  });
});
