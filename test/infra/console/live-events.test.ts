import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { contactsSeen, story } from '../../../infra/local/console/story.ts';
import { aHop, type ConsoleWorld, consoleWorld } from './console-world.ts';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await consoleWorld();
});
afterEach(() => world.stop());

test('the event stream delivers a hop as it happens', async () => {
  const response = await fetch(`${world.url}/live/events`);
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reader = response.body?.getReader();
  await reader?.read(); // the opening line: from here on this reader is listening
  const hop = aHop({ contactId: 'AbCdEfGhIjKlMnOpQrStUv', detail: 'two\nlines' });
  world.hops.record(hop);
  const { value } = (await reader?.read()) ?? {};
  const [event, data, ...rest] = new TextDecoder().decode(value).split('\n');
  expect(event).toBe('event: hop');
  expect(JSON.parse(data?.replace(/^data: /, '') ?? '')).toEqual(hop);
  expect(rest).toEqual(['', '']);
  await reader?.cancel();
});

test('a step that names nobody is told with the contact named nearest to it', () => {
  const hops = [
    aHop({ at: 9_000, contactId: 'kim', detail: 'of another' }),
    aHop({ at: 9_040, detail: 'of that other' }),
    aHop({ at: 10_000, detail: 'the request' }),
    aHop({ at: 10_020, contactId: 'sam', detail: 'the entry' }),
    aHop({ at: 10_030, detail: 'the mail' }),
  ];
  const [chapter, ...more] = story(hops, 'sam');
  expect(more).toEqual([]);
  expect(chapter?.steps.map(({ hop, sinceStartMs }) => [sinceStartMs, hop.detail])).toEqual([
    [0, 'the request'],
    [20, 'the entry'],
    [30, 'the mail'],
  ]);
});

test('what only looks is no part of a decision’s story', () => {
  const names = [
    'GET /v1/messages/{messageId}',
    'POST /v1/checks',
    'Authorize0A1B2C3D',
    'GetMessage',
  ];
  const looks = names.map((name) => aHop({ at: 5, name }));
  const [chapter] = story([...looks, aHop({ at: 6, contactId: 'sam' })], 'sam');
  expect(chapter?.steps).toHaveLength(1);
});

test('a long silence starts a new chapter, whose clock starts anew', () => {
  const hops = [1_000, 2_000, 60_000, 60_005].map((at) => aHop({ at, contactId: 'sam' }));
  const chapters = story(hops, 'sam');
  expect(chapters.map(({ startedAt }) => startedAt)).toEqual([1_000, 60_000]);
  expect(chapters[1]?.steps.map(({ sinceStartMs }) => sinceStartMs)).toEqual([0, 5]);
});

test('the contact heard of last comes first', () => {
  const hops = ['sam', 'kim', undefined, 'sam'].map((contactId) =>
    aHop({ ...(contactId && { contactId }) }),
  );
  expect(contactsSeen(hops)).toEqual(['sam', 'kim']);
});
