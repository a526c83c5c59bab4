import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MessageAccepted, MessageStatus } from '../../events/message.ts';
import { SendRecord } from '../../events/send-record.ts';
import { caller, json, message, messageDoor, pointersOf } from './message-door.ts';
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

describe('a message', () => {
  test('is accepted: one record per recipient, and ids alone go to the queue', async () => {
    const answer = await door.post('"accepted"', message('jane@example.com', 'joe@example.com'));
    expect(answer.statusCode).toBe(202);
    const { messageId, recipients, statusUrl } = MessageAccepted.parse(json(answer));
    expect({ recipients, statusUrl }).toEqual({
      recipients: 2,
      statusUrl: `/v1/messages/${messageId}`,
    });
    expect(await door.sendsOf(messageId)).toMatchObject([
      { state: 'queued', to: 'jane@example.com', scope: 'email.newsletter' },
      { state: 'queued', to: 'joe@example.com' },
    ]);
    const queued = await door.queued();
    expect(queued).toHaveLength(2);
    for (const recipient of [0, 1]) {
      const { clientId: client } = caller;
      expect(queued).toContainEqual({ version: 1, client, messageId, recipient });
    }
  });

  test.each(['constructor', 'toString', 'hasOwnProperty'])(
    'A41: the placeholder {{%s}} must be brought along like any other',
    async (name) => {
      const content = { subject: 'x', text: `Hello {{${name}}}` };
      const body = { ...message('jane@example.com'), content };
      const answer = await door.post(`"own-${name}"`, body);
      expect(answer.statusCode).toBe(422);
      expect(pointersOf(answer)).toEqual([`#/recipients/0/substitutions/${name}`]);
    },
  );

  test('F49: content and substitutions that no item could hold are refused by name', async () => {
    const wide = '語'.repeat(100_000);
    const heavy = { subject: 'x', text: wide, html: wide };
    const content = await door.post('"heavy"', { ...message('jane@example.com'), content: heavy });
    expect([content.statusCode, pointersOf(content)]).toEqual([422, ['#/content']]);
    const names = Array.from({ length: 30 }, (_, index) => [`n${index}`, 'x'.repeat(1_000)]);
    const recipients = [{ to: 'jane@example.com', substitutions: Object.fromEntries(names) }];
    const many = await door.post('"many"', { ...message(), recipients });
    expect([many.statusCode, pointersOf(many)]).toEqual([422, ['#/recipients/0/substitutions']]);
  });

  test('JCS-2: text that is not well-formed Unicode is refused', async () => {
    const content = { subject: 'x', text: 'a\ud800b' };
    const answer = await door.post('"lone"', { ...message('jane@example.com'), content });
    expect([answer.statusCode, pointersOf(answer)]).toEqual([400, ['#/content/text']]);
    const named = { ...message('jane@example.com'), 'a\ud800': 1 };
    const whole = await door.post('"lone-name"', named);
    expect([whole.statusCode, pointersOf(whole)]).toEqual([400, ['#']]);
  });

  test('names everybody once: two spellings of one address are refused, before anything is stored', async () => {
    const before = await door.allSends();
    const to = ['jane@example.com', 'joe@example.com', 'JANE@EXAMPLE.COM'];
    const answer = await door.post('"twice"', message(...to));
    expect([answer.statusCode, pointersOf(answer)]).toEqual([422, ['#/recipients/2/to']]);
    expect(await door.allSends()).toBe(before);
  });

  test('A29, A43: one bad address ends as that recipient alone, without the address', async () => {
    const to = ['jane@example.com', 'not an address', 'zoë@example.com', 'a@b, c@example.com'];
    const { messageId } = json(await door.post('"bad"', message(...to)));
    const sends = await door.sendsOf(messageId);
    expect(sends.map(({ state, reason }) => [state, reason])).toEqual([
      ['queued', null],
      ['refused', 'invalid_address'],
      ['refused', 'undeliverable'],
      ['refused', 'invalid_address'],
    ]);
    for (const refused of sends.slice(1)) {
      expect(Object.keys(SendRecord.parse(refused))).not.toContain('to');
    }
    expect(await door.queued()).toMatchObject([{ recipient: 0 }]);
  });

  test('of 1,000 recipients is taken, of 1,001 it is not', async () => {
    const to = Array.from({ length: 1_001 }, (_, index) => `r${index}@example.com`);
    const before = await door.allSends();
    const refused = await door.post('"many"', message(...to));
    expect([refused.statusCode, pointersOf(refused)]).toEqual([422, ['#/recipients']]);
    expect(await door.allSends()).toBe(before);
    expect((await door.post('"many"', message(...to.slice(1)))).statusCode).toBe(202);
    expect(await door.allSends()).toBe(before + 1_000);
    expect(await door.queued()).toHaveLength(1_000);
  });
});

describe('a message that is refused whole', () => {
  beforeAll(async () => {
    await door.queued();
  });

  const withText = (text: string, substitutions?: object) => ({
    ...message(),
    content: { subject: 'What to sow', text },
    recipients: [
      { to: 'jane@example.com', substitutions: { name: 'Jane' } },
      { to: 'joe@example.com', substitutions },
    ],
  });
  const jane = message('jane@example.com');
  const refusals: [string, object, string[]][] = [
    ['an unknown purpose', { ...jane, purpose: 'surveys' }, ['#/purpose']],
    ['a channel that is not sent here', { ...jane, channel: 'post' }, ['#/channel']],
    ['no recipient', message(), ['#/recipients']],
    ['a missing substitution', withText('Dear {{name}}'), ['#/recipients/1/substitutions/name']],
    [
      'A28: two lines as subject',
      { ...jane, content: { subject: 'Hi\r\nBcc: x@example.com', text: 'x' } },
      ['#/content/subject'],
    ],
    ['an unknown field', { ...jane, from: 'x@example.com' }, ['#/from']],
    ['A13: an empty body', {}, ['#/channel']],
    [
      'A41: a substitution named as no name may be',
      withText('x', { 'a.b': '' }),
      ['#/recipients/1/substitutions/a.b'],
    ],
    [
      'A41: a substitution named __proto__',
      withText('x', JSON.parse('{"__proto__":"x"}')),
      ['#/recipients/1/substitutions/__proto__'],
    ],
  ];

  test.each(refusals)(
    '%s: 422 that points there, and nothing is stored',
    async (_, body, pointers) => {
      const before = await door.allSends();
      const answer = await door.post('"refused"', body);
      expect(answer.statusCode).toBe(422);
      expect(pointersOf(answer)).toEqual(pointers);
      expect(await door.allSends()).toBe(before);
      expect(await door.queued()).toEqual([]);
    },
  );

  test('a key without the scope: 403', async () => {
    const answer = await door.post('"scope"', jane, { ...caller, scopes: 'check suppressions' });
    expect(answer.statusCode).toBe(403);
    expect((await door.get('msg_any', { ...caller, scopes: 'check' })).statusCode).toBe(403);
  });
});

describe('the status of a message', () => {
  test('tells each recipient by its place, and the sums', async () => {
    const to = ['jane@example.com', 'nobody', 'joe@example.com'];
    const { messageId } = json(await door.post('"status"', message(...to)));
    const answer = await door.get(messageId);
    expect(answer.statusCode).toBe(200);
    const status = MessageStatus.parse(json(answer));
    expect(status).toMatchObject({
      messageId,
      channel: 'email',
      purpose: 'newsletter',
      totals: { queued: 2, claimed: 0, sent: 0, refused: 1, reopened: 0, unknown: 0 },
      recipients: [
        { recipient: 0, state: 'queued', reason: null },
        { recipient: 1, state: 'refused', reason: 'invalid_address' },
        { recipient: 2, state: 'queued', reason: null },
      ],
    });
    expect(answer.body).not.toContain('@');
  });

  test('A3: is not there for another client, who cannot tell it from one that never was', async () => {
    const { messageId } = json(await door.post('"private"', message('jane@example.com')));
    const other = { ...caller, clientId: 'shop' };
    const answer = await door.get(messageId, other);
    expect(answer.statusCode).toBe(404);
    expect(answer).toEqual(await door.get('msg_that_never_was', other));
  });

  test.each(['', '#', 'x'.repeat(3_000), '\u20ac'.repeat(700), `msg_${'A'.repeat(3_000)}`])(
    'A40: asked for by what cannot be an id of ours, is not there (%#)',
    async (id) => {
      expect((await door.get(id)).statusCode).toBe(404);
    },
  );
});
