import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { enGB } from '../../shared/pages/words/en-GB.ts';
import { type BadPage, badPages, goodHeaders, goodPage } from './bad-pages.ts';
import { RULES, type RuleName } from './finding.ts';
import { judgePlace } from './judge.ts';
import { LAUNCH_LIMIT_MS, launchChromium } from './launch-chromium.ts';

// The control of pages.test.ts: the same judges over pages that break one rule each.

let browser: Browser;
let server: Server;
let served: Pick<BadPage, 'html' | 'status' | 'headers'>;

beforeAll(async () => {
  browser = await launchChromium();
  server = createServer((request, response) => {
    const isPage = request.url === '/page';
    response.writeHead(isPage ? (served.status ?? 200) : 404, {
      ...goodHeaders,
      ...served.headers,
    });
    response.end(isPage ? served.html : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, LAUNCH_LIMIT_MS);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

/** The rules that the judges find broken. */
async function brokenBy(page: Pick<BadPage, 'html' | 'status' | 'headers' | 'state'>) {
  served = page;
  const { port } = server.address() as AddressInfo;
  const state = { name: 'planted', ...page.state };
  const url = async () => `http://127.0.0.1:${port}/page`;
  const found = await judgePlace({ browser, state, url }, [enGB]);
  return [...new Set(found.map(({ rule }) => rule))];
}

test('a good page is found good', async () => {
  expect(await brokenBy({ html: goodPage })).toEqual([]);
});

test.each(badPages.map((page) => [page.rule, page.fault, page] as const))(
  '%s: %s is found',
  async (rule, _, page) => {
    expect(await brokenBy(page)).toContain(rule);
  },
);

test('every rule has a page that breaks it', () => {
  const broken = new Set(badPages.map(({ rule }) => rule));
  expect((Object.keys(RULES) as RuleName[]).filter((rule) => !broken.has(rule))).toEqual([]);
});
