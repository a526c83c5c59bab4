import type { Page } from 'playwright-core';
import { contrast } from '../../shared/domain/contrast.ts';
import { type Finding, findings } from './finding.ts';
import { tabThrough } from './keyboard.ts';
import { look } from './look.ts';

const OUTLINE_PX = 2;
/** WCAG 2.2, 1.4.11. */
const STANDS_OUT = 3;

/** Walks the page by Tab, in light and in dark, and watches the focus. */
export async function judgeFocus(page: Page): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const stops = await look(page, 'stops');
    const reached = await tabThrough(page);
    const order = reached.map(({ index }) => index);
    const weak = reached.filter((at) => contrastOf(at.outlineColour, at.around) < STANDS_OUT);
    const invisible = reached.filter(({ outline }) => outline < OUTLINE_PX);
    found.push(
      ...findings(
        '2.1.1',
        stops.filter((_, index) => !order.includes(index)),
      ),
      ...findings('2.4.3', isInTurn(order) ? [] : [reached.map(({ what }) => what).join(' → ')]),
      ...findings(
        '2.4.7',
        invisible.map(({ what }) => `${what}, in ${colorScheme}`),
      ),
      ...findings(
        '1.4.11',
        weak.map(({ what }) => `focus on ${what}, in ${colorScheme}`),
      ),
      ...findings(
        '2.4.11',
        reached.filter(({ isSeen }) => !isSeen).map(({ what }) => what),
      ),
      ...findings('1.4.11', await weakButtons(page)),
    );
  }
  return found;
}

/** From where the focus was, to the end, and on from the beginning. */
function isInTurn(order: readonly number[]): boolean {
  const first = order.indexOf(Math.min(...order));
  const turned = [...order.slice(first), ...order.slice(0, first)];
  return turned.every((index, at) => index === at);
}

async function weakButtons(page: Page): Promise<string[]> {
  const buttons = await look(page, 'buttons');
  return buttons
    .filter(({ border, colour, around }) => border < 1 || contrastOf(colour, around) < STANDS_OUT)
    .map(({ what }) => `the border of ${what}`);
}

/** Of colours as browsers compute them. */
function contrastOf(one: string, other: string): number {
  return contrast(hex(one), hex(other));
}

function hex(colour: string): string {
  const parts = colour.match(/\d+/g)?.slice(0, 3) ?? [];
  return `#${parts.map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
}
