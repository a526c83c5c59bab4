import type { Page } from 'playwright-core';
import { type Finding, findings } from './finding.ts';
import { look, setTextSize } from './look.ts';

const NARROW = { width: 320, height: 640 };
const WIDE = { width: 1280, height: 900 };
const TARGET_PX = 24;
/** Sizes of alternatives may differ by this share (DRK-3). */
const ALIKE = 0.1;

/** How the page is laid out, from wide to narrow, and with text as large and as loose as a reader may want it. */
export async function judgeLayout(page: Page): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    found.push(
      ...findings('1.4.10', await look(page, 'overflowing')),
      ...findings('2.5.8', await smallTargets(page)),
      ...findings('FRM-7, DRK-3', await unlikeChoices(page)),
    );
  }
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size);
    await setTextSize(page, 200);
    found.push(...findings('1.4.4', await look(page, 'overflowing')));
    await setTextSize(page, 100);
  }
  await look(page, 'spaceOut');
  found.push(...findings('1.4.12', await look(page, 'overflowing')));
  return found;
}

async function smallTargets(page: Page): Promise<string[]> {
  const targets = await look(page, 'targets');
  return targets
    .filter(({ width, height }) => Math.min(width, height) < TARGET_PX)
    .map(({ what, width, height }) => `${what} is ${width.toFixed(1)} × ${height.toFixed(1)} px`);
}

async function unlikeChoices(page: Page): Promise<string[]> {
  const choices = await look(page, 'choices');
  return choices.flatMap((buttons) => {
    const areas = buttons.map(({ area }) => area);
    const isAlike = Math.min(...areas) >= Math.max(...areas) * (1 - ALIKE);
    const isSameLook = new Set(buttons.map((button) => button.look)).size === 1;
    return isAlike && isSameLook ? [] : [buttons.map(({ what }) => what).join(' is not like ')];
  });
}
