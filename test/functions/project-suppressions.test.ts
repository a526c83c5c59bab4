import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSuppressions } from '../../shared/suppression-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, withdrawn } from '../histories.ts';
import { suppressionsDoor } from '../http/suppressions-door.ts';
import { startWorld, type World } from '../http/world.ts';
import { newContact, putHistory } from './gates.ts';
import { metricsDuring } from './metrics-during.ts';
import { failuresOf, queueEvent } from './queue-event.ts';

let world: World;
let handler: typeof import('../../functions/queue/project-suppressions.ts').handler;
let door: Awaited<ReturnType<typeof suppressionsDoor>>;

beforeAll(async () => {
  world = await startWorld();
  ({ handler } = await import('../../functions/queue/project-suppressions.ts'));
  door = await suppressionsDoor();
});
afterAll(() => world?.stop());

/** In these tests a match id is the contact id, so that entries can be told apart. */
const entriesOf = async (contactId: string) =>
  (await door.listed('suppressions')).entries.filter(({ matchId }) => matchId === contactId);

describe('the suppression list', () => {
  test('shows a withdrawal: its cover, why, since when, and by which event', async () => {
    const contactId = newContact();
    const updates = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    expect(failuresOf(await handler(queueEvent(...updates)))).toEqual([]);
    expect(await entriesOf(contactId)).toEqual([
      {
        matchId: contactId,
        cover: 'email.newsletter',
        reason: 'withdrawn',
        since: '2026-11-23T10:00:00.000Z',
        seq: 2,
      },
    ]);
  });

  test('is silent about someone who has only consented', async () => {
    const contactId = newContact();
    await handler(queueEvent(...(await putHistory(world.dynamo, contactId, [granted(0)]))));
    expect(await entriesOf(contactId)).toEqual([]);
  });

  test('drops the entry when consent is given anew, and keeps a wide one', async () => {
    const contactId = newContact();
    const changes = [withdrawn(1), withdrawn(2, '*'), granted(2)];
    await handler(queueEvent(...(await putHistory(world.dynamo, contactId, changes))));
    expect((await entriesOf(contactId)).map(({ cover }) => cover)).toEqual(['*']);
  });

  test('ends the same whatever comes late, twice or in disorder', async () => {
    const contactId = newContact();
    const changes = [granted(0), withdrawn(1), granted(1), withdrawn(2)];
    const early = await putHistory(world.dynamo, contactId, changes.slice(0, 2));
    await handler(queueEvent(early[1]));
    const updates = await putHistory(world.dynamo, contactId, changes);
    const [one, two, three, four] = updates;
    await handler(queueEvent(four, one, three, three, two, one, four));
    expect(await entriesOf(contactId)).toMatchObject([{ cover: 'email.newsletter', seq: 4 }]);
  });

  test('an older gate never overwrites a newer entry', async () => {
    const contactId = newContact();
    const changes = [granted(0), withdrawn(1), granted(1)];
    const updates = await putHistory(world.dynamo, contactId, changes);
    await handler(queueEvent(updates[2]));
    await putHistory(world.dynamo, contactId, changes.slice(0, 2));
    await handler(queueEvent(updates[1]));
    expect(await entriesOf(contactId)).toEqual([]);
  });

  test('ICO-6: measures once, from the record to the list, how long each withdrawal took', async () => {
    const contactId = newContact();
    const changes = [granted(0), withdrawn(1), granted(1), withdrawn(2, 'email.*')];
    const updates = await putHistory(world.dynamo, contactId, changes.slice(0, 3));
    const first = await metricsDuring(() => handler(queueEvent(...updates, ...updates)));
    const TimeToStop = expect.any(Number);
    expect(first).toEqual([{ Destination: 'suppression-list', TimeToStop }]);
    expect(first[0].TimeToStop).toBeGreaterThan(0);
    const all = await putHistory(world.dynamo, contactId, changes);
    const later = await metricsDuring(() => handler(queueEvent(...all, ...all)));
    expect(later).toEqual([{ Destination: 'suppression-list', TimeToStop }]);
  });

  test('has every one of a hundred covers, each as new as the newest gate, and measures each once', async () => {
    const contactId = newContact();
    const covers = Array.from({ length: 100 }, (_, index) => `email.p${index}` as const);
    const stops = covers.map((cover, index) => withdrawn(index + 1, cover));
    const last = withdrawn(101, 'sms.*');
    const changes = [...stops, last];
    const news = (await putHistory(world.dynamo, contactId, changes)).at(-1);
    const measured = await metricsDuring(() => handler(queueEvent(news, news)));
    expect(measured).toHaveLength(changes.length);
    await putHistory(world.dynamo, contactId, stops);
    const late = await metricsDuring(() => handler(queueEvent(news)));
    expect(late).toEqual([]);
    const { SUPPRESSION_TABLE } = TABLE_NAMES;
    const entries = await readSuppressions(world.dynamo, SUPPRESSION_TABLE, contactId);
    expect(new Set(entries.map(({ cover }) => cover))).toEqual(new Set([...covers, 'sms.*']));
    expect(new Set(entries.map(({ rev }) => rev))).toEqual(new Set([changes.length]));
  });

  test('gives back the bad messages alone', async () => {
    const contactId = newContact();
    const [, news] = await putHistory(world.dynamo, contactId, [granted(0), withdrawn(1)]);
    const nobody = { ...news, contactId: newContact() };
    expect(failuresOf(await handler(queueEvent('{', news, nobody)))).toEqual(['m0', 'm2']);
    expect(await entriesOf(contactId)).toHaveLength(1);
  });

  test('says on every page that absence from it permits nothing', async () => {
    const answer = await door.ask('suppressions');
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body ?? '').note).toMatch(/not permission/);
  });

  test.each([
    ['a word', 'next'],
    ['a forged cursor', Buffer.from('{"contactId":"x"}').toString('base64url')],
    [
      'one with more in it',
      Buffer.from('{"contactId":"AAAAAAAAAAAAAAAAAAAAAA","cover":"*","a":1}').toString('base64url'),
    ],
    ['nothing', ''],
  ])('refuses %s as cursor', async (_, after) => {
    const answer = await door.ask('suppressions', after);
    expect(answer.statusCode).toBe(422);
    expect(JSON.parse(answer.body ?? '').errors).toMatchObject([{ pointer: '#/after' }]);
  });

  test('is closed to a key without its scope', async () => {
    expect((await door.ask('check send')).statusCode).toBe(403);
  });
});
