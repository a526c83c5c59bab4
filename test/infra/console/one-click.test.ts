import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { isUnder, oneClickUrl } from '../../../infra/local/console/one-click.ts';
import { type ConsoleWorld, consoleWorld, deliver } from './console-world.ts';

const POST_HEADER = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await consoleWorld();
});
afterEach(() => world.stop());

const press = (id: string, headers: Record<string, string> = { origin: world.url }) =>
  fetch(`${world.url}/mailbox/${id}/unsubscribe`, { method: 'POST', headers });

test('the button posts what a mailbox provider posts, and shows the answer', async () => {
  const link = `${world.api.url}/u/sam%40example.com`;
  deliver(
    world.mails,
    'm1',
    [`List-Unsubscribe: <mailto:x@example.com>, <${link}>`, POST_HEADER],
    'Hi',
  );
  const page = await (await fetch(`${world.url}/mailbox/m1`)).text();
  expect(page).toContain('<button class="button quiet" type="submit">Unsubscribe</button>');

  const answer = await press('m1');
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('The service answered 200.');
  const [sent, ...more] = world.api.seen;
  expect(more).toEqual([]);
  expect(sent).toMatchObject({
    method: 'POST',
    url: '/u/sam%40example.com',
    body: 'List-Unsubscribe=One-Click',
  });
  expect(sent?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(sent?.headers).not.toHaveProperty('origin');
  expect(sent?.headers).not.toHaveProperty('cookie');
  expect(sent?.headers).not.toHaveProperty('referer');
});

test('a link that is not the API’s gets no button, and no request', async () => {
  const { port } = new URL(world.api.url);
  const foreign = [
    'https://www.example.com/u/x',
    `http://localhost:${port}.example.com/u/x`,
    `http://localhost:${port}@example.com/u/x`,
    `http://127.0.0.1:${port}/u/x`,
  ];
  for (const [index, link] of foreign.entries()) {
    deliver(world.mails, `f${index}`, [`List-Unsubscribe: <${link}>`, POST_HEADER], 'Hi');
    const page = await (await fetch(`${world.url}/mailbox/f${index}`)).text();
    expect(page).not.toContain('<button');
    expect((await press(`f${index}`)).status).toBe(422);
  }
  expect(world.api.seen).toEqual([]);
});

test('a post from another page, or from no page, is refused and reaches nobody', async () => {
  deliver(world.mails, 'm1', [`List-Unsubscribe: <${world.api.url}/u/sam>`, POST_HEADER], 'Hi');
  for (const origin of ['https://www.example.com', 'null', world.api.url]) {
    expect((await press('m1', { origin })).status).toBe(403);
  }
  expect((await press('m1', {})).status).toBe(403);
  expect(world.api.seen).toEqual([]);
});

test('the button is offered only if both headers are there, once each', () => {
  const link: [string, string] = ['List-Unsubscribe', '<https://api.example.com/u/x>'];
  const post: [string, string] = ['List-Unsubscribe-Post', 'List-Unsubscribe=One-Click'];
  expect(oneClickUrl([link, post])).toBe('https://api.example.com/u/x');
  expect(oneClickUrl([link])).toBeUndefined();
  expect(oneClickUrl([post])).toBeUndefined();
  expect(oneClickUrl([link, link, post])).toBeUndefined();
  expect(oneClickUrl([link, post, post])).toBeUndefined();
  expect(oneClickUrl([link, ['List-Unsubscribe-Post', 'Other=1']])).toBeUndefined();
  expect(oneClickUrl([['List-Unsubscribe', '<mailto:x@example.com>'], post])).toBeUndefined();
});

test('only an address below the API’s own counts as the API’s', () => {
  expect(isUnder('https://api.example.com/u/x', 'https://api.example.com')).toBe(true);
  expect(isUnder('https://api.example.com/v/u/x', 'https://api.example.com/v')).toBe(true);
  expect(isUnder('https://api.example.com/vu/x', 'https://api.example.com/v')).toBe(false);
  expect(isUnder('https://api.example.com/v/../x', 'https://api.example.com/v')).toBe(false);
  expect(isUnder('http://api.example.com/u/x', 'https://api.example.com')).toBe(false);
  expect(isUnder('not a url', 'https://api.example.com')).toBe(false);
});
