import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SendRecord } from '../../events/send-record.ts';
import { caller, json, messageDoor, pointersOf, textMessage } from './message-door.ts';
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

describe('a text message', () => {
  test('is accepted for numbers in any form, and only its ids go to the queue of texts', async () => {
    const numbers = ['07700 900123', '+44 (0)7700 900124'];
    const answer = await door.post('"texts"', textMessage('20% off.', ...numbers));
    expect(answer.statusCode).toBe(202);
    const { messageId } = json(answer);
    expect(await door.sendsOf(messageId)).toMatchObject([
      { state: 'queued', to: '+447700900123', scope: 'sms.offers' },
      { state: 'queued', to: '+447700900124' },
    ]);
    const queued = await door.queuedTexts();
    const send = { version: 1, client: caller.clientId, messageId };
    expect(queued).toHaveLength(2);
    for (const recipient of [0, 1]) expect(queued).toContainEqual({ ...send, recipient });
    expect(await door.queued()).toEqual([]);
    const status = json(await door.get(messageId));
    expect(status).toMatchObject({ channel: 'sms', purpose: 'offers', totals: { queued: 2 } });
  });

  test('A29: one number that no text reaches ends as that recipient alone, and is not kept', async () => {
    const unreachable = [
      '020 7946 0018',
      'jane@example.com',
      '0909 8790000',
      '12345',
      '+1 555 010 9999',
    ];
    const to = ['07700 900123', ...unreachable];
    const { messageId } = json(await door.post('"unreachable"', textMessage('20% off.', ...to)));
    const [first, ...others] = await door.sendsOf(messageId);
    expect(first).toMatchObject({ state: 'queued' });
    for (const other of others) {
      expect(other).toMatchObject({ state: 'refused', reason: 'invalid_address', contactId: null });
      expect(Object.keys(SendRecord.parse(other))).not.toContain('to');
    }
    expect(await door.queuedTexts()).toMatchObject([{ recipient: 0 }]);
  });

  test('names everybody once, however the number is written', async () => {
    const answer = await door.post('"twice"', textMessage('x', '07700 900123', '+447700900123'));
    expect([answer.statusCode, pointersOf(answer)]).toEqual([422, ['#/recipients/1/to']]);
  });

  test('of too many parts is refused before anything is stored, also where a value makes it so', async () => {
    const before = await door.allSends();
    const long = await door.post('"long"', textMessage('a'.repeat(600), '07700 900123'));
    expect([long.statusCode, pointersOf(long)]).toEqual([422, ['#/content/text']]);
    const wide = await door.post('"wide"', textMessage('ŵ'.repeat(250), '07700 900123'));
    expect([wide.statusCode, pointersOf(wide)]).toEqual([422, ['#/content/text']]);
    const recipients = [
      { to: '07700 900123', substitutions: { name: 'Jane' } },
      { to: '07700 900124', substitutions: { name: 'J'.repeat(700) } },
    ];
    const personal = { ...textMessage('Hello {{name}}'), recipients };
    const answer = await door.post('"personal"', personal);
    expect([answer.statusCode, pointersOf(answer)]).toEqual([
      422,
      ['#/recipients/1/substitutions'],
    ]);
    expect(await door.allSends()).toBe(before);
  });

  test.each([
    ['a subject', { content: { subject: 'x', text: 'x' } }, '#/content/subject'],
    ['HTML', { content: { html: '<p>x', text: 'x' } }, '#/content/html'],
    ['a control character', { content: { text: 'a\u0000b' } }, '#/content/text'],
    ['a purpose without texts', { purpose: 'newsletter' }, '#/purpose'],
    ['a channel that is not sent here', { channel: 'phone' }, '#/channel'],
    [
      'a missing value',
      { content: { text: 'Hello {{name}}' } },
      '#/recipients/0/substitutions/name',
    ],
  ])('with %s is refused by name', async (what, over, pointer) => {
    const body = { ...textMessage('x', '07700 900123'), ...over };
    const answer = await door.post(
      `"with ${what.replaceAll(' ', '-')}"`.replaceAll(' ', '-'),
      body,
    );
    expect([answer.statusCode, pointersOf(answer)]).toEqual([422, [pointer]]);
  });

  test('under the key of an email is another message', async () => {
    const key = '"shared"';
    const text = textMessage('x', '07700 900123');
    expect((await door.post(key, text)).statusCode).toBe(202);
    expect((await door.post(key, text)).statusCode).toBe(202);
    const email = {
      channel: 'email',
      purpose: 'newsletter',
      content: { subject: 'x', text: 'x' },
      recipients: [{ to: 'jane@example.com' }],
    };
    expect((await door.post(key, email)).statusCode).toBe(422);
  });
});
