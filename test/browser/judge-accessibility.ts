import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { type Finding, findings } from './finding.ts';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const RUN = `axe.run({ runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] }).then(
  ({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => id + ' at ' + target + ': ' + failureSummary)))`;

/** What axe says of the page in light and in dark. Needs scripting: axe waits for promises. */
export async function judgeByAxe(page: Page): Promise<Finding[]> {
  await page.evaluate(axe.source);
  const found: Finding[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate<string[]>(RUN);
    found.push(
      ...findings(
        'axe',
        violations.map((what) => `${colorScheme}: ${what}`),
      ),
    );
  }
  return found;
}
