import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { LAUNCH_LIMIT_MS, launchChromium } from '../../browser/launch-chromium.ts';
import { aHop, type ConsoleWorld, consoleWorld, deliver } from './console-world.ts';

let browser: Browser;
let world: ConsoleWorld;

beforeAll(async () => {
  world = await consoleWorld();
  browser = await launchChromium();
  const link = `List-Unsubscribe: <${world.api.url}/u/${'x'.repeat(200)}>`;
  const post = 'List-Unsubscribe-Post: List-Unsubscribe=One-Click';
  const html =
    '<p>Hello <a href="https://www.example.com/">there</a></p><script>top.hurt = 1</script>';
  deliver(world.mails, 'm1', ['Subject: Hello', 'Content-Type: text/html', link, post], html);
}, LAUNCH_LIMIT_MS);

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

async function visit(path: string, options: Parameters<Browser['newPage']>[0] = {}) {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(world.url + path);
  return { page, complaints };
}

test('the pages load without a word in the browser’s console', async () => {
  for (const path of ['/', '/shop', '/mailbox', '/live']) {
    const { page, complaints } = await visit(path);
    await page.locator('h1').waitFor();
    expect({ path, complaints }).toEqual({ path, complaints: [] });
    await page.close();
  }
});

test('no page scrolls sideways on the narrowest screens', async () => {
  world.hops.record(
    aHop({ contactId: 'AbCdEfGhIjKlMnOpQrStUv', name: 'N'.repeat(120), detail: 'd'.repeat(300) }),
  );
  for (const path of ['/', '/shop', '/mailbox', '/mailbox/m1', '/live', '/nowhere']) {
    const { page } = await visit(path, { viewport: { width: 320, height: 640 } });
    expect({ path, over: await sideways(page) }).toEqual({ path, over: 0 });
    await page.close();
  }
});

const sideways = (page: Page) =>
  page.evaluate<number>(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  );

test('the live view shows a hop as it arrives', async () => {
  const { page, complaints } = await visit('/live');
  await page.getByText('Following live').waitFor();
  world.hops.record(aHop({ contactId: 'ZyXwVuTsRqPoNmLkJiHgFe', detail: 'just happened' }));
  await page.getByText('just happened').waitFor();
  expect(complaints).toEqual([]);
  await page.close();
});

test('the form can be sent without script, and only with what the person ticked', async () => {
  const { page } = await visit('/shop', { javaScriptEnabled: false });
  expect(await page.getByRole('checkbox').isChecked()).toBe(false);
  expect(await page.getByRole('radio', { checked: true }).count()).toBe(0);
  await page.getByLabel('Yes, I am 13 or over').check();
  await page.getByLabel('Email address').fill('sam@example.com');
  await page.getByLabel('Yes, send me the monthly newsletter by email.').check();
  await page.getByRole('button', { name: 'Send my choices' }).click();
  await page.waitForURL(`${world.api.url}/**`);
  const sent = world.api.seen.findLast(({ method }) => method === 'POST');
  expect(sent?.headers.origin).toBe(world.url);
  expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
    age: '13-or-over',
    email: 'sam@example.com',
    consents: 'email.newsletter',
    formToken: 'token-of-the-form',
  });
  await page.close();
});

test('with script the answer comes on the page itself, and a child’s details are not even sent', async () => {
  for (const [age, sent] of [
    ['Yes, I am 13 or over', { email: 'kim@example.com', consents: ['email.newsletter'] }],
    ['No, I am under 13', {}],
  ] as const) {
    const { page, complaints } = await visit('/shop');
    await page.getByLabel('Email address').fill('kim@example.com');
    await page.getByLabel('Yes, send me the monthly newsletter by email.').check();
    await page.getByLabel(age).check();
    await page.getByRole('button', { name: 'Send my choices' }).click();
    await page.getByText('Thank you, on this page.').waitFor();
    expect(page.url()).toBe(`${world.url}/shop`);
    const post = world.api.seen.findLast(({ method }) => method === 'POST');
    const {
      age: _,
      formToken: __,
      phone: ___,
      address: ____,
      ...said
    } = JSON.parse(post?.body ?? '');
    expect(said).toEqual(sent);
    expect(complaints).toEqual([]);
    await page.close();
  }
});

test('the unsubscribe button works in a browser, and a message’s script does not', async () => {
  const { page } = await visit('/mailbox/m1');
  const frame = page.frameLocator('iframe');
  await frame.getByText('Hello').waitFor();
  expect(await page.evaluate('window.hurt')).toBeUndefined();
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await page.getByText('The service answered 200.').waitFor();
  await page.close();
});
