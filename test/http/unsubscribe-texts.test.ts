import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await unsubscribeDoor(world);
});
afterAll(() => world?.stop());

describe('SMS-8: the link in a text', () => {
  test('shows which texts it stops, and changes nothing by being looked at', async () => {
    const { contactId } = await door.subscriber('sms.offers');
    const link = door.textLinkOf(contactId, 'offers');
    for (const method of ['GET', 'HEAD', 'OPTIONS']) await door.call(method, link);
    const { statusCode, body } = await door.call('GET', link);
    expect(statusCode).toBe(200);
    expect(body).toContain('Unsubscribe from “Offers and sales” by text message');
    expect(await door.types(contactId)).toEqual(['ConsentGranted']);
  });

  test('posted, stops those texts and no others, again and again', async () => {
    const { contactId } = await door.subscriber('sms.offers');
    const link = door.textLinkOf(contactId, 'offers');
    const { statusCode, body } = await door.call('POST', link);
    expect(statusCode).toBe(200);
    expect(body).toContain('A text that our provider had already');
    await door.call('POST', `${link}/`);
    expect(await door.ledger.readEvents(contactId)).toMatchObject([
      { seq: 1 },
      { changes: [{ type: 'ConsentWithdrawn', cover: 'sms.offers', reason: 'withdrawn' }] },
    ]);
  });

  test('of a purpose that the catalogue has retired still stops it', async () => {
    const { contactId } = await door.subscriber('sms.retired');
    expect(await door.call('POST', door.textLinkOf(contactId, 'retired'))).toMatchObject({
      statusCode: 200,
      body: expect.stringContaining('this mailing by text message'),
    });
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('with a character changed is unknown, and touches nothing', async () => {
    const { contactId } = await door.subscriber('sms.offers');
    const link = door.textLinkOf(contactId, 'offers').replace('offers', 'events');
    expect(await door.call('POST', link)).toMatchObject({ statusCode: 404 });
    expect(await door.types(contactId)).toEqual(['ConsentGranted']);
  });
});
