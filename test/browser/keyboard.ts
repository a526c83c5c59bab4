import type { Page, Response } from 'playwright-core';
import { type Focus, look } from './look.ts';

/** Something done by keyboard; the name is what a person reads on it. */
export type Step = { press: string } | { tick: string } | { type: string; text: string };

/** More stops than any page of ours has, twice over: a page that holds more has caught the focus. */
const MAX_TABS = 120;

/** What the keyboard reaches, in order, from where the focus is and once around. */
export async function tabThrough(page: Page): Promise<Focus[]> {
  const reached: Focus[] = [];
  let isAround = false;
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const focus = await look(page, 'focus');
    const isDone = focus === null ? isAround : focus.index === reached[0]?.index;
    if (isDone) return reached;
    // After the last of a page comes nothing, and then its first.
    if (focus === null) isAround = true;
    else reached.push(focus);
  }
  throw new Error('the keyboard does not get out of the page');
}

/** Does it all without a pointer; the answer of the last page that was asked for, if any was. */
export async function doByKeyboard(
  page: Page,
  steps: readonly Step[],
): Promise<Response | undefined> {
  let answer: Response | undefined;
  for (const step of steps) {
    if ('press' in step) answer = await press(page, step.press);
    else if ('tick' in step) await tick(page, step.tick);
    else {
      await focusOn(page, step.type);
      await page.keyboard.type(step.text);
    }
  }
  return answer;
}

async function press(page: Page, name: string): Promise<Response> {
  await focusOn(page, name);
  const answered = page.waitForResponse(
    (response) => response.request().isNavigationRequest() && !isRedirect(response),
  );
  const loaded = page.waitForEvent('load');
  // A button answers to both; half of them are pressed with the one.
  await page.keyboard.press(name.length % 2 === 0 ? 'Enter' : 'Space');
  const [answer] = await Promise.all([answered, loaded]);
  return answer;
}

const isRedirect = (response: Response) => response.status() >= 300 && response.status() < 400;

async function tick(page: Page, name: string): Promise<void> {
  await focusOn(page, name);
  await page.keyboard.press('Space');
  const focus = await look(page, 'focus');
  if (!focus?.isChecked) throw new Error(`“${name}” is not ticked by the space bar`);
}

/** By Tab, and among radio buttons by the arrows. */
async function focusOn(page: Page, name: string): Promise<void> {
  const met = new Set<string>();
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const focus = await look(page, 'focus');
    if (focus?.name === name) return;
    if (focus) met.add(focus.name);
    if (focus?.radioOf && (await arrowTo(page, focus, name))) return;
  }
  throw new Error(`“${name}” is not reached by keyboard, only ${[...met].join(', ')}`);
}

async function arrowTo(page: Page, first: Focus, name: string): Promise<boolean> {
  for (let arrows = 0; arrows < MAX_TABS; arrows++) {
    await page.keyboard.press('ArrowDown');
    const focus = await look(page, 'focus');
    if (focus?.name === name) return true;
    if (focus?.name === first.name) return false;
  }
  return false;
}
