import { appendFileSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { localClient } from '../../infra/local/aws-local.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { signupForm } from '../../shared/pages/signup-form.ts';
import { shownForm } from '../../shared/serve-form.ts';
import { findChromium } from '../browser/find-chromium.ts';
import { nameOf, type Product, startProduct, synthesizeProduct } from '../product.ts';

const LIMIT_MS = 240_000;
const STILL_AFTER_MS = 700;

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-signup-'));
let product: Product;
let browser: Browser;
let copied: { url: string; server: Server };
let key: string;

beforeAll(async () => {
  product = await startProduct(folder, synthesizeProduct(folder), { inMemory: true });
  key = await product.createKey(['check']);
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  browser = await chromium.launch({ executablePath: findChromium(), args });
  copied = await siteWithCopiedForm();
}, LIMIT_MS);
afterAll(async () => {
  await browser?.close();
  copied?.server.close();
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

/** What somebody does to a form while copying it. */
type Edit = (markup: string) => string;

const without =
  (part: RegExp): Edit =>
  (markup) => {
    if (!part.test(markup)) throw new Error(`the form has no ${part}`);
    return markup.replaceAll(new RegExp(part, 'g'), '');
  };

/** By the name of the page that it is done on. */
const EDITS: Record<string, Edit> = {
  whole: (markup) => markup,
  'broken-lines': (markup) => markup.replaceAll(/(?<=>[A-Z][a-z]+) /g, '\n    '),
  'without-texts': without(/<label class="pick"><input [^>]*value="sms\.[^"]*">.*?<\/label>/),
  'without-complaint': without(/<dt>Where to complain<\/dt><dd[^>]*>.*?<\/dd>/),
  'without-hint': without(/<p class="hint">Select all that apply\. Nothing.*?<\/p>/),
  'other-age': (markup) => markup.replace('Are you 13 or over?', 'Are you a grown-up?'),
  'other-heading': (markup) => markup.replace('>Your rights<', '>Small print<'),
};

/** Pages that were written once: `consent form` and `consent form --script`, on a server that knows no more. */
async function siteWithCopiedForm(): Promise<typeof copied> {
  const pageOf = (formId: string, edit: Edit) => {
    const form = catalogue.forms.find(({ id }) => id === formId);
    if (!form) throw new Error('no form');
    const { shown } = shownForm(catalogue, form, 'en-GB');
    return `<!doctype html><html lang="en-GB"><title>News</title><main><h1>News</h1>
${edit(String(signupForm(shown, { apiUrl: product.apiUrl })))}</main><script src="/signup.js" defer></script></html>`;
  };
  const script = readFileSync(path.join(import.meta.dirname, '../../shared/pages/embed/signup.js'));
  const server = createServer(({ url }, response) => {
    const isScript = url === '/signup.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    const edit = EDITS[(url ?? '').slice(1)];
    response.end(isScript ? script : edit ? pageOf('contact', edit) : pageOf('newsletter', String));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://localhost:${(server.address() as AddressInfo).port}`, server };
}

async function reasonFor(address: string): Promise<string> {
  const answer = await fetch(`${product.apiUrl}/v1/checks`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ items: [{ channel: 'email', purpose: 'newsletter', address }] }),
  });
  return JSON.parse(await answer.text()).items[0].reason;
}

const visit = async (url: string, hasScript: boolean): Promise<Page> => {
  const page = await browser.newPage({ javaScriptEnabled: hasScript });
  await page.goto(url);
  return page;
};

const send = (page: Page) => page.getByRole('button', { name: 'Send my choices' }).click();

async function fillIn(page: Page, email: string, age = 'Yes, I am 13 or over'): Promise<void> {
  await page.getByLabel(age).check();
  await page.getByLabel('Yes, send me the monthly newsletter by email').check();
  await page.getByLabel('Email address').fill(email);
}

describe('somebody signs up on the demo company’s site', () => {
  test('FRM-8: without script, after putting right what was wrong, by keyboard alone', async () => {
    const page = await visit(`${product.consoleUrl}/shop`, false);
    await fillIn(page, 'jane at example');
    await send(page);
    await page.waitForURL(`${product.apiUrl}/**`);
    expect(await page.title()).toMatch(/^Error: /);
    const focused = page.locator(':focus');
    expect(await focused.getAttribute('class')).toBe('problem');
    await page.keyboard.press('Tab');
    expect(await focused.textContent()).toContain('like name@example.com');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const email = page.getByLabel('Email address');
    expect(await email.inputValue()).toBe('jane at example');
    await email.focus();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('jane@example.com');
    await page.keyboard.press('Enter');
    await page.getByRole('status').waitFor();
    expect(await reasonFor('jane@example.com')).toBe('consented');
    await page.close();
  });

  test.each([true, false])(
    'from a page that was copied once, with script: %s',
    async (hasScript) => {
      const address = `copied-${hasScript}@example.com`;
      const page = await visit(copied.url, hasScript);
      if (hasScript)
        await page.locator('[name=formToken]:not([value=""])').waitFor({ state: 'attached' });
      await fillIn(page, address);
      await send(page);
      if (!hasScript) {
        await page.waitForURL(`${product.apiUrl}/**`);
        expect(await page.getByLabel('Email address').inputValue()).toBe(address);
        const choice = page.getByLabel('Yes, send me the monthly newsletter by email');
        expect(await choice.isChecked()).toBe(false);
        expect(await reasonFor(address)).toBe('no_consent');
        await choice.check();
        await send(page);
      }
      await page.getByRole('status').waitFor();
      expect(page.url().startsWith(hasScript ? copied.url : product.apiUrl)).toBe(true);
      expect(await reasonFor(address)).toBe('consented');
      await page.close();
    },
  );
});

describe('a copied form with the script', () => {
  /** The token that it has once it has asked for one; empty if it has none. */
  async function tokenAt(name: string): Promise<string> {
    const page = await browser.newPage();
    const asked = page.waitForResponse((response) =>
      response.url().startsWith(`${product.apiUrl}/v1/forms/contact`),
    );
    await page.goto(`${copied.url}/${name}`);
    await (await asked).finished();
    // It is set with the answer, or never.
    await page.waitForTimeout(STILL_AFTER_MS);
    const token = await page.locator('[name=formToken]').inputValue();
    await page.close();
    return token;
  }

  test.each(['whole', 'broken-lines'])(
    'is given proof of its words where it shows every word that is served: %s',
    async (name) => {
      expect(await tokenAt(name)).toMatch(/^v1\./);
    },
  );

  test.each(Object.keys(EDITS).filter((name) => /^(without|other)-/.test(name)))(
    'GDP-2: is given no proof of words that it does not show: %s',
    async (name) => {
      expect(await tokenAt(name)).toBe('');
    },
  );

  test('FRM-2: says “Error” before the title while something is wrong, and no longer', async () => {
    const page = await visit(copied.url, true);
    await page.locator('[name=formToken]:not([value=""])').waitFor({ state: 'attached' });
    await fillIn(page, 'title at example');
    await send(page);
    await page.getByRole('alert').waitFor();
    expect(await page.title()).toBe('Error: News');
    await send(page);
    expect(await page.title()).toBe('Error: News');
    await page.getByLabel('Email address').fill('title@example.com');
    await send(page);
    await page.getByRole('status').waitFor();
    expect(await page.title()).toBe('News');
    await page.close();
  });

  test('FRM-3: stays in view after a likely slip, to be put right and sent once more', async () => {
    const page = await visit(copied.url, true);
    const token = page.locator('[name=formToken]');
    await page.locator('[name=formToken]:not([value=""])').waitFor({ state: 'attached' });
    const spent = await token.inputValue();
    await fillIn(page, 'slip@gmial.com');
    await send(page);
    await page.getByRole('status').waitFor();
    expect(await page.getByRole('status').textContent()).toContain('Did you mean slip@gmail.com?');
    await page.locator(`[name=formToken]:not([value="${spent}"])`).waitFor({ state: 'attached' });
    await page.getByLabel('Email address').fill('slip@gmail.com');
    await send(page);
    await page.locator('form').waitFor({ state: 'detached' });
    expect(await page.getByRole('status').allTextContents()).toEqual([
      'We have received what you chose.',
    ]);
    expect(await reasonFor('slip@gmail.com')).toBe('consented');
    await page.close();
  });
});

/** All that is kept anywhere: tables, what waits in queues, and what the functions have logged. */
async function allThatIsKept() {
  const { TableNames: tables = [] } = await product.client.send(new ListTablesCommand());
  expect(tables.length).toBeGreaterThanOrEqual(6);
  const items = await Promise.all(
    tables.map((TableName) =>
      product.database.send(new ScanCommand({ TableName, ConsistentRead: true })),
    ),
  );
  const sqs = new SQSClient(localClient(product.endpoints.sqs));
  const { QueueUrls = '', DeadLetterQueueUrls = '' } = product.outputs;
  const queues = await Promise.all(
    `${QueueUrls} ${DeadLetterQueueUrls}`.split(' ').map(async (QueueUrl) => {
      const AttributeNames = [
        ...(['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const),
      ];
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames }),
      );
      return Object.values(Attributes ?? {}).map(Number);
    }),
  );
  sqs.destroy();
  const logs = globSync('logs/**', { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8'));
  return {
    tables: JSON.stringify(items.map(({ Items }) => Items)),
    waiting: queues.flat().reduce((sum, count) => sum + count, 0),
    logs: logs.join('\n'),
  };
}

/** News of who was before travels for a while. */
async function settled(): Promise<Awaited<ReturnType<typeof allThatIsKept>>> {
  let before = await allThatIsKept();
  for (;;) {
    await sleep(STILL_AFTER_MS);
    const now = await allThatIsKept();
    if (now.waiting === 0 && now.tables === before.tables) return now;
    before = now;
  }
}

describe('GDP-5: a child', () => {
  const address = 'a-child-of-nine@example.com';

  test.each([true, false])(
    'leaves no trace, with script: %s',
    async (hasScript) => {
      const before = await settled();
      const page = await visit(`${product.consoleUrl}/shop`, hasScript);
      await fillIn(page, address, 'No, I am under 13');
      await send(page);
      await page.getByRole('status').waitFor();
      expect(await page.content()).not.toContain(address);
      const after = await settled();
      expect(after.tables).toBe(before.tables);
      expect(after.waiting).toBe(0);
      expect(`${after.tables}${after.logs}`).not.toContain('a-child-of-nine');
      expect(product.mailbox.list()).toHaveLength(0);
      await page.close();
    },
    LIMIT_MS,
  );

  test('control: the same search finds who is kept, and an address that was let slip', async () => {
    const before = await allThatIsKept();
    const page = await visit(`${product.consoleUrl}/shop`, false);
    await fillIn(page, 'grown-up@example.com');
    await send(page);
    await page.getByRole('status').waitFor();
    expect((await allThatIsKept()).tables).not.toBe(before.tables);
    const [log = ''] = globSync('logs/**/*.log', { cwd: folder });
    appendFileSync(path.join(folder, log), `${address}\n`);
    const slip = { pk: 'SLIP', sk: address };
    const TableName = nameOf(product, 'OperationsTable');
    await product.database.send(new PutCommand({ TableName, Item: slip }));
    const { tables, logs } = await allThatIsKept();
    expect([tables, logs].map((text) => text.includes(address))).toEqual([true, true]);
    await page.close();
  });
});
