import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aHop, type ConsoleWorld, consoleWorld, deliver } from './console-world.ts';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(2)>';

let world: ConsoleWorld;
beforeEach(async () => {
  world = await consoleWorld({ wording: `Yes, "send" ${HOSTILE}` });
});
afterEach(() => world.stop());

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(world.url + path, { redirect: 'manual', ...init });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

test('the overview says what this is, gives the promise, and links to every page', async () => {
  const { status, text } = await get('/');
  expect(status).toBe(200);
  for (const expected of [
    'You can change your mind\nat any time.',
    'href="/shop"',
    'href="/mailbox"',
    'href="/live"',
    'npm run demo',
  ]) {
    expect(text).toContain(expected);
  }
  expect(text).toContain(world.api.url);
});

test('every page forbids inline scripts and styles, and being framed', async () => {
  for (const path of ['/', '/shop', '/mailbox', '/handset', '/live', '/nowhere']) {
    const policy = (await get(path)).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
  }
});

test('the shop form has labelled, unticked boxes, and sends the token that was served', async () => {
  const { text } = await get('/shop');
  expect(text).toContain(
    `method="post" action="${world.api.url}/v1/forms/newsletter/consents?lang=en-GB"`,
  );
  expect(text).toMatch(/<label for="newsletter-email">[\s\S]*<input id="newsletter-email"/);
  expect(text).toContain('<legend>');
  expect(text).toMatch(/type="checkbox" name="consents" [^>]*value="email.newsletter"/);
  expect(text).toContain('Yes, &quot;send&quot; &lt;script&gt;');
  expect(text).toContain('<input type="hidden" name="formToken" value="token-of-the-form">');
  expect(text).not.toMatch(/<input[^>]* checked/);
  expect(text).toContain('Larkfield Garden Supplies Ltd');
});

test('the shop speaks both languages, and says which of its pages this is', async () => {
  const welsh = await get('/shop?lang=cy-GB');
  expect(welsh.text).toContain('<html lang="cy-GB">');
  expect(welsh.text).toContain('Ein cylchlythyr');
  const asked = world.api.seen.findLast(({ url }) => url.includes('/embed'));
  expect(asked?.url).toBe('/v1/forms/newsletter/embed?locale=cy-GB');
  expect(welsh.text).toContain('href="/shop/choices?lang=cy-GB"');
  expect((await get('/shop/nowhere')).status).toBe(404);
  expect((await get('/shop/constructor')).status).toBe(404);
});

test('the shop has the optional script on its own site, and may ask the API', async () => {
  const { headers, text } = await get('/shop');
  expect(text).toContain('<script src="/assets/signup.js" defer></script>');
  expect(headers.get('content-security-policy')).toContain(`connect-src 'self' ${world.api.url}`);
  const script = await get('/assets/signup.js');
  expect(script.headers.get('content-type')).toContain('text/javascript');
  expect(script.text.length).toBeLessThan(6_000);
});

test('the shop says so when the API does not answer', async () => {
  await world.api.stop();
  const { status, text } = await get('/shop');
  expect(status).toBe(502);
  expect(text).toContain('npm start');
});

test('what a message contains is shown as text', async () => {
  deliver(
    world.mails,
    'm1',
    [`Subject: ${HOSTILE}`, `From: "${HOSTILE}" <a@example.com>`, `X-Odd: ${HOSTILE}`],
    HOSTILE,
  );
  for (const path of ['/mailbox', '/mailbox/m1']) {
    const { status, text } = await get(path);
    expect(status).toBe(200);
    expect(text).not.toMatch(/<script>|<img src=x/);
    expect(text).toContain('&lt;script&gt;');
  }
});

test('the markup of a message stands alone, sandboxed and without scripts', async () => {
  deliver(world.mails, 'm1', ['Subject: Hi', 'Content-Type: text/html'], `<p>Hello</p>${HOSTILE}`);
  const shown = await get('/mailbox/m1');
  expect(shown.text).toMatch(
    /<iframe [^>]*sandbox="allow-popups allow-popups-to-escape-sandbox"[^>]*src="\/mailbox\/m1\/html"/,
  );
  const policy = (await get('/mailbox/m1/html')).headers.get('content-security-policy');
  expect(policy).toContain('sandbox allow-popups');
  expect(policy).not.toContain('allow-scripts');
  expect(policy).toContain("default-src 'none'");
});

test('mailbox.json gives the messages for one address, every header in order', async () => {
  deliver(world.mails, 'm1', ['Subject: Hi', 'X-Twice: 1', 'X-Twice: 2'], 'Hello');
  const found = await get('/mailbox.json?to=SAM@example.com');
  expect(JSON.parse(found.text)).toEqual([
    {
      id: 'm1',
      at: '2026-11-23T14:02:11.000Z',
      subject: 'Hi',
      headers: [
        ['Subject', 'Hi'],
        ['X-Twice', '1'],
        ['X-Twice', '2'],
      ],
      text: 'Hello\n',
    },
  ]);
  expect(JSON.parse((await get('/mailbox.json?to=kim@example.com')).text)).toEqual([]);
});

test('the handset shows each text with its way out as a link, and gives those of one number as JSON', async () => {
  const link = 'https://consent.example.com/u/t1.k1.offers.A';
  const text = {
    id: 't1',
    at: new Date('2026-11-23T14:02:11.000Z'),
    from: '+447700900500',
    to: '+447700900123',
    body: `Larkfield: ${HOSTILE}\nStop: ${link}`,
    segments: 2,
  };
  expect((await get('/handset')).text).toContain('No texts yet.');
  world.texts.deliver(text);
  const { status, text: shown } = await get('/handset');
  expect(status).toBe(200);
  expect(shown).toContain(`<a href="${link}" target="_blank" rel="noreferrer">${link}</a>`);
  expect(shown).toContain('2 parts');
  expect(shown).not.toMatch(/<script>|<img src=x/);
  const number = encodeURIComponent(text.to);
  const found = JSON.parse((await get(`/handset.json?to=${number}`)).text);
  expect(found).toEqual([{ ...text, at: text.at.toISOString() }]);
  expect(JSON.parse((await get('/handset.json?to=%2B447700900999')).text)).toEqual([]);
});

test('the live view tells the newest contact’s steps in plain words, and escapes what they hold', async () => {
  world.hops.record(aHop({ at: 1_000, contactId: 'old', detail: 'of the old one' }));
  world.hops.record(aHop({ at: 9_000, place: 'http', name: 'POST /v1/forms/{formId}/consents' }));
  world.hops.record(aHop({ at: 9_012, contactId: 'new', detail: HOSTILE }));
  const { text } = await get('/live');
  expect(text).toContain('Somebody sent the signup form');
  expect(text).toContain('+12 ms');
  expect(text).not.toContain('of the old one');
  expect(text).not.toMatch(/<script>|<img src=x/);
  expect((await get('/live?contact=old')).text).toContain('of the old one');
});

test('what is not there is answered with 404, and a wrong method with 405', async () => {
  for (const path of [
    '/nowhere',
    '/mailbox/m9',
    '/mailbox/%E0%A4%A',
    '/assets/constructor',
    '/assets/..%2fconsole.ts',
  ]) {
    expect((await get(path)).status).toBe(404);
  }
  const refused = await get('/mailbox', { method: 'POST', headers: { origin: world.url } });
  expect(refused.status).toBe(405);
  expect(refused.headers.get('allow')).toBe('GET');
});

test('a name that somebody else points at this machine is refused', async () => {
  const { port } = new URL(world.url);
  const moved = await get('/').then(() =>
    fetch(`http://127.0.0.1:${port}/mailbox`, { redirect: 'manual' }),
  );
  expect(moved.status).toBe(307);
  expect(moved.headers.get('location')).toBe(`${world.url}/mailbox`);
  expect(await statusForHost(port, `rebound.example.com:${port}`)).toBe(421);
});

async function statusForHost(port: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '/mailbox.json', headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
