import type { Page } from 'playwright-core';
import { type Finding, findings } from './finding.ts';
import { look } from './look.ts';

/** What a system may ask of every page: its own few colours, and stillness. */
export async function judgeModes(page: Page): Promise<Finding[]> {
  await page.emulateMedia({ forcedColors: 'active' });
  const buttons = await look(page, 'buttons');
  const borderless = buttons.filter(({ border }) => border < 1).map(({ what }) => what);
  await page.emulateMedia({ forcedColors: 'none', reducedMotion: 'reduce' });
  const moving = await look(page, 'moving');
  await page.emulateMedia({ reducedMotion: null });
  return [
    ...findings(
      '1.4.11',
      borderless.map((what) => `${what} has no border in forced colours`),
    ),
    ...findings('2.3.3', moving),
  ];
}
