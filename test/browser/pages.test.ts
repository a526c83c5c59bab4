import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { RULES, type RuleName } from './finding.ts';
import { type Judged, judgePlace } from './judge.ts';
import { LAUNCH_LIMIT_MS, launchChromium } from './launch-chromium.ts';
import { pages } from './pages.ts';
import { startStage } from './stage.ts';

const VISITS_LIMIT_MS = 900_000;

let browser: Browser | undefined;
let stage: Awaited<ReturnType<typeof startStage>> | undefined;
const found: Judged[] = [];

beforeAll(async () => {
  browser = await launchChromium();
  const place = await startStage();
  stage = place;
  for (const state of pages) {
    found.push(...(await judgePlace({ browser, state, url: (words) => state.open(place, words) })));
  }
}, LAUNCH_LIMIT_MS + VISITS_LIMIT_MS);

afterAll(async () => {
  await browser?.close();
  await stage?.stop();
});

describe('on every page, in each of its states and in both languages,', () => {
  test.each(Object.entries(RULES) as [RuleName, string][])('%s: %s', (rule) => {
    expect(told(found.filter((one) => one.rule === rule))).toEqual([]);
  });
});

/** What is wrong, once, and where. */
function told(some: readonly Judged[]): string[] {
  const byFault = Map.groupBy(some, ({ what }) => what);
  return [...byFault].map(
    ([what, all]) => `${what}: ${[...new Set(all.map(({ page }) => page))].join(', ')}`,
  );
}
