import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { linkItem } from '../../shared/ledger/links-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { type QueueWorld, startQueues } from './queue-world.ts';
import { newContact, SCOPE, unsubscribeDoor } from './unsubscribe-door.ts';
import { pointEnvironmentAt, startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;

let queues: QueueWorld;

beforeAll(async () => {
  world = await startWorld();
  queues = await startQueues('service-emails', 'service-texts');
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    SERVICE_EMAIL_QUEUE_URL: queues.urlOf('service-emails'),
    SERVICE_TEXT_QUEUE_URL: queues.urlOf('service-texts'),
  });
  door = await unsubscribeDoor(world);
});
afterAll(async () => {
  await world?.stop();
});

const headers = { 'content-type': 'application/x-www-form-urlencoded' };
const press = (token: string, body: string, lang?: string) =>
  door.call('POST', token, { headers, body, base64: true, ...(lang && { query: { lang } }) });

const coversOf = async (contactId: string) =>
  Object.keys((await door.ledger.readGate(contactId))?.epochs ?? {});

async function link(from: string, to: string): Promise<void> {
  for (const one of [linkItem({ from, to }), linkItem({ from: to, to: from })]) {
    await world.dynamo.send(new PutCommand({ TableName: TABLE_NAMES.OPERATIONS_TABLE, Item: one }));
  }
}

describe('leaving', () => {
  test('DRK-3: offers one mailing and everything alike, side by side', async () => {
    const { token } = await door.subscriber();
    const { body = '' } = await door.call('GET', token);
    const buttons = [...body.matchAll(/<button name="stop" value="(\w+)">([^<]+)<\/button>/g)];
    expect(buttons.map(([, value, text]) => [value, text])).toEqual([
      ['one', 'Stop “Monthly newsletter”'],
      ['everything', 'Stop all marketing'],
    ]);
  });

  test('GDP-3: the one button stops the one mailing', async () => {
    const { contactId, token } = await door.subscriber();
    expect(await press(token, 'stop=one')).toMatchObject({ statusCode: 200 });
    expect(await coversOf(contactId)).toEqual([SCOPE]);
  });

  test('GDP-9: the other stops everything, there and at every linked contact point', async () => {
    const { contactId, token } = await door.subscriber();
    const linked = newContact();
    await link(contactId, linked);
    const { statusCode, body } = await press(token, 'stop=everything');
    expect(statusCode).toBe(200);
    expect(body).toContain('We will not contact you for marketing again, in any way.');
    expect(await coversOf(contactId)).toEqual(['*']);
    expect(await coversOf(linked)).toEqual(['*']);
  });

  test('everything after the one adds to it, and pressing again adds nothing', async () => {
    const { contactId, token } = await door.subscriber();
    await press(token, 'stop=one');
    await press(token, 'stop=everything');
    await press(token, 'stop=everything');
    await press(token, 'stop=one');
    const events = await door.ledger.readEvents(contactId);
    const covers = events.flatMap(({ changes }) =>
      changes.map((change) => 'cover' in change && change.cover),
    );
    expect(covers).toEqual([false, SCOPE, '*']);
  });

  test('OCU-17: one mailing ends with it, and what is no marketing still comes', async () => {
    const { contactId, token } = await door.subscriber();
    await press(token, 'stop=one');
    const gate = await door.ledger.readGate(contactId);
    expect(gate?.epochs).toEqual({ [SCOPE]: expect.anything() });
    await press(token, 'send=link');
    expect(await queues.drain('service-emails')).toMatchObject([{ kind: 'preferences' }]);
  });

  test.each(['stop=one', 'stop=everything', 'List-Unsubscribe=One-Click', 'reason=other'])(
    'ICO-5: nobody is written to for having left: %s',
    async (body) => {
      const { contactId, token } = await door.subscriber();
      await press(token, body);
      await press(door.textLinkOf(contactId, 'offers'), body);
      expect(await queues.drain('service-emails')).toEqual([]);
      expect(await queues.drain('service-texts')).toEqual([]);
    },
  );

  test('everything works again after a new consent', async () => {
    const { contactId, token } = await door.subscriber();
    await press(token, 'stop=everything');
    await door.reconsent(contactId);
    await press(token, 'stop=everything');
    expect(await door.ledger.readGate(contactId)).toMatchObject({ count: 2 });
  });

  test.each(['stop=', 'stop=EVERYTHING', 'stop[]=everything', '{"stop":"everything"}'])(
    'what else is posted, like %s, stops the one mailing',
    async (body) => {
      const { contactId, token } = await door.subscriber();
      expect(await press(token, body)).toMatchObject({ statusCode: 200 });
      expect(await coversOf(contactId)).toEqual([SCOPE]);
    },
  );

  test('4.1.3: says with a status that it is done', async () => {
    const { token } = await door.subscriber();
    const { body } = await press(token, 'stop=one');
    expect(body).toContain('role="status">\n<h1>You are unsubscribed</h1>');
  });
});

describe('DRK-2: the question why', () => {
  test('comes after leaving, never before, and nothing in it is chosen', async () => {
    const { token } = await door.subscriber();
    expect((await door.call('GET', token)).body).not.toContain('name="reason"');
    const { body } = await press(token, 'stop=one');
    expect(body).toContain('name="reason"');
    expect(body).not.toContain('checked');
  });

  test('answered, is counted under a word from a closed list, and changes nothing more', async () => {
    const { contactId, token } = await door.subscriber();
    await press(token, 'stop=one');
    const lines = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const { body } = await press(token, 'reason=too-many');
    await press(token, 'reason=jane%40example.com');
    const metrics = lines.mock.calls.map(([line]) => String(line));
    lines.mockRestore();
    expect(body).toContain('counted your answer');
    expect(metrics.filter((line) => line.includes('LeaveReasons'))).toHaveLength(1);
    expect(metrics.join('')).toContain('"Reason":"too-many"');
    expect(metrics.join('')).not.toContain('jane');
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('after everything was stopped, is asked and counted as well', async () => {
    const { contactId, token } = await door.subscriber();
    const { body } = await press(token, 'stop=everything');
    expect(body).toContain('<input type="hidden" name="stop" value="everything">');
    await press(token, 'stop=everything&reason=other');
    expect(await coversOf(contactId)).toEqual(['*']);
  });
});

describe('“I did not mean to”', () => {
  test('3.3.4: is offered once somebody has left, and has a link sent to where the message came', async () => {
    const { contactId, token } = await door.subscriber();
    const { body } = await press(token, 'stop=one');
    expect(body).toContain('<button name="send" value="link">I did not mean to</button>');
    const { statusCode, body: answer } = await press(token, 'send=link');
    expect(statusCode).toBe(202);
    expect(answer).toContain('role="status"');
    expect(await queues.drain('service-emails')).toMatchObject([
      { kind: 'preferences', contactId, locale: 'en-GB' },
    ]);
    const texted = door.textLinkOf(contactId, 'offers');
    await press(texted, 'send=link', 'cy-GB');
    expect(await queues.drain('service-texts')).toMatchObject([{ contactId, locale: 'cy-GB' }]);
  });

  test('OCU-11: reads nothing and grants nothing: whoever presses it has left', async () => {
    const { contactId, token } = await door.subscriber();
    const { body } = await press(token, 'send=link&on=email.newsletter&stop=one');
    expect(body).not.toMatch(/on record since|\/p\/p1/);
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
    await queues.drain('service-emails');
  });

  test('is no part of what a mail program posts', async () => {
    const { token } = await door.subscriber();
    await press(token, 'List-Unsubscribe=One-Click');
    expect(await queues.drain('service-emails')).toEqual([]);
  });

  test('that cannot be sent takes nothing back: the stop stands, and is said to', async () => {
    const { contactId, token } = await door.subscriber();
    await queues.stop();
    const { statusCode, body } = await press(token, 'send=link');
    expect(statusCode).toBe(503);
    expect(body).toContain('role="status">\n<h1>You are unsubscribed</h1>');
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });
});

describe('the language of a page', () => {
  const ask = async (accepted?: string, lang?: string) => {
    const { token } = await door.subscriber();
    const { body = '' } = await door.call('GET', token, {
      ...(accepted !== undefined && { headers: { 'accept-language': accepted } }),
      ...(lang !== undefined && { query: { lang } }),
    });
    return /<html lang="([^"]+)">/.exec(body)?.[1];
  };

  test.each([
    [undefined, undefined, 'en-GB'],
    ['cy', undefined, 'cy-GB'],
    ['CY-gb,en;q=0.5', undefined, 'cy-GB'],
    ['fr-FR,de;q=0.9,cy;q=0.8', undefined, 'cy-GB'],
    ['fr', undefined, 'en-GB'],
    ['en-US', undefined, 'en-GB'],
    ['cy', 'en-GB', 'en-GB'],
    [undefined, 'cy-GB', 'cy-GB'],
    [undefined, 'constructor', 'en-GB'],
    [undefined, '<script>', 'en-GB'],
  ])(
    '3.1.1: for a browser that asks for %s, with %s chosen, is %s',
    async (accepted, lang, served) => {
      expect(await ask(accepted, lang)).toBe(served);
    },
  );

  test('stays from the page to its answer, and each page leads to the other', async () => {
    const { token } = await door.subscriber();
    const page = await door.call('GET', token, { query: { lang: 'cy-GB' } });
    expect(page.body).toContain('Stopio “Cylchlythyr misol”');
    expect(page.body).toContain('<a href="?lang=en-GB" lang="en-GB" hreflang="en-GB">English</a>');
    const { body } = await press(token, 'stop=one', 'cy-GB');
    expect(body).toContain('Rydych wedi dad-danysgrifio');
  });
});
