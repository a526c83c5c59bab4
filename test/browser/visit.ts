import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { catalogue } from '../../shared/catalogue.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { doByKeyboard } from './keyboard.ts';
import type { PageState } from './page-state.ts';

const NAVIGATION_LIMIT_MS = 30_000;

export type Visit = {
  page: Page;
  context: BrowserContext;
  /** Of the page in the end. */
  answer: Response;
  /** What the browser has complained about on the way. */
  complaints: string[];
  /** What the page in the end has asked for, beside itself. */
  requests: string[];
};

/** A page, and how a browser gets to where it begins. */
export type Place = {
  browser: Browser;
  state: Omit<PageState, 'open'>;
  url(words: Words): Promise<string>;
};

/** A visitor who reads this language comes to a page, without a pointer, and leaves again after `work`. */
export async function visit<T>(
  { browser, state, url }: Place,
  { words, scripting }: { words: Words; scripting: boolean },
  work: (visit: Visit) => Promise<T>,
): Promise<T> {
  const context = await browser.newContext({ locale: words.locale, javaScriptEnabled: scripting });
  try {
    context.setDefaultTimeout(NAVIGATION_LIMIT_MS);
    const page = await context.newPage();
    const complaints: string[] = [];
    let requests: string[] = [];
    page.on('console', (message) => {
      // Chromium notes every answer of 400 and more; the judge of answers knows which are meant.
      const isStatus = message.text().startsWith('Failed to load resource');
      if (message.type() === 'error' && !isStatus) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => {
      if (request.isNavigationRequest()) requests = [];
      else requests.push(request.url());
    });
    // What a company's page may add to the form is tested by itself: here the form must do without.
    await page.route('**/signup.js', (route) => route.abort());
    if (state.staged) await standIn(page, state.staged({ catalogue, words }));
    const opened = await page.goto(await url(words));
    const reached = await doByKeyboard(page, state.steps?.(words) ?? []);
    const answer = reached ?? opened;
    if (!answer) throw new Error(`${state.name} has no answer`);
    return await work({ page, context, answer, complaints, requests });
  } finally {
    await context.close();
  }
}

/** Gives this answer to whatever is posted. */
async function standIn(page: Page, staged: ReturnType<NonNullable<PageState['staged']>>) {
  const { statusCode = 200, headers = {}, body = '' } = staged;
  const all = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  await page.route('**/*', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: statusCode, headers: Object.fromEntries(all), body })
      : route.continue(),
  );
}
