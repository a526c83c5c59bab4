import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { messageKey, refuseSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { caller, json, message, messageDoor } from './message-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof messageDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await messageDoor(world);
});
afterAll(async () => {
  await door?.stop();
  await world?.stop();
});

describe('a message sent again under its Idempotency-Key', () => {
  test('IDM-2: with the same body has the same id, and no record more', async () => {
    const first = await door.post('"again"', message('jane@example.com'));
    const { messageId } = json(first);
    const key = { pk: messageKey(caller.clientId, messageId), sk: '0000' };
    await refuseSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, key, 'withdrawn', new Date());
    const before = await door.allSends();
    expect(await door.post('"again"', message('jane@example.com'))).toEqual(first);
    expect(await door.allSends()).toBe(before);
    expect(await door.sendsOf(messageId)).toMatchObject([
      { state: 'refused', reason: 'withdrawn' },
    ]);
  });

  test.each([
    ['another recipient', message('joe@example.com')],
    ['one recipient more', message('jane@example.com', 'joe@example.com')],
    [
      'another text',
      { ...message('jane@example.com'), content: { subject: 'What to sow', text: 'Sow peas.' } },
    ],
  ])('IDM-2: with %s: 422, and what was accepted stays', async (what, body) => {
    const key = `"other-${what}"`.replaceAll(' ', '-');
    const { messageId } = json(await door.post(key, message('jane@example.com')));
    const before = await door.allSends();
    const answer = await door.post(key, body);
    expect(answer.statusCode).toBe(422);
    expect(json(answer).type).toMatch(/idempotency_key_reused$/);
    expect(await door.allSends()).toBe(before);
    expect(await door.sendsOf(messageId)).toMatchObject([{ to: 'jane@example.com' }]);
  });

  test('and refused for another content leaves nothing of that content', async () => {
    const isKept = async (text: string) => {
      const { Items = [] } = await world.dynamo.send(
        new ScanCommand({ TableName: TABLE_NAMES.OPERATIONS_TABLE }),
      );
      return JSON.stringify(Items).includes(text);
    };
    await door.post('"content"', message('jane@example.com'));
    const content = { subject: 'What to sow', text: 'Sow nothing at all.' };
    const answer = await door.post('"content"', { ...message('jane@example.com'), content });
    expect(answer.statusCode).toBe(422);
    expect([await isKept('Sow beans.'), await isKept(content.text)]).toEqual([true, false]);
  });

  test('IDM-3: keys of two clients never meet', async () => {
    const mine = json(await door.post('"shared"', message('jane@example.com')));
    const other = { ...caller, clientId: 'shop' };
    const theirs = json(await door.post('"shared"', message('joe@example.com'), other));
    expect(theirs.messageId).not.toBe(mine.messageId);
  });

  test('IDM-1, IDM-5: quoted and bare are the same key', async () => {
    const quoted = json(await door.post('"abc"', message('jane@example.com')));
    const bare = json(await door.post('abc', message('jane@example.com')));
    expect(bare.messageId).toBe(quoted.messageId);
  });

  test.each([
    ['IDM-2: missing', null],
    ['IDM-5: empty', ''],
    ['IDM-5: empty in quotes', '""'],
    ['IDM-5: of 256 characters', `"${'k'.repeat(256)}"`],
    ['IDM-5: two header lines', '"a","b"'],
    ['IDM-5: two bare header lines', 'a,b'],
    ['half quoted', '"a'],
    ['with a space', '"a b"'],
    ['with a control character', '"a\u0007"'],
    ['not ASCII', '"é"'],
  ])('%s: 400, and nothing is stored', async (_, key) => {
    const before = await door.allSends();
    const answer = await door.post(key, message('jane@example.com'));
    expect(answer.statusCode).toBe(400);
    expect(await door.allSends()).toBe(before);
  });
});
