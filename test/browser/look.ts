import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';

const IN_PAGE = readFileSync(path.join(import.meta.dirname, 'in-page.js'), 'utf8')
  .trim()
  .replace(/;$/, '');

export type Focus = {
  /** Which of the stops it is on; -1 for what the keyboard should not reach. */
  index: number;
  radioOf: string | null;
  what: string;
  name: string;
  isChecked: boolean;
  outline: number;
  outlineColour: string;
  around: string;
  isSeen: boolean;
};

export type Facts = {
  title: string;
  language: string;
  h1: string[];
  announced: { status: string[]; alert: string[] };
  landmarks: string[];
  help: string;
  helpLinks: string[];
  tallLinks: string[];
  scripts: number;
  preselected: string[];
  placeholders: string[];
  fields: { what: string; type: string; autocomplete: string }[];
  timed: number;
  positive: string[];
};

type Looks = {
  facts: Facts;
  focus: Focus | null;
  stops: string[];
  targets: { what: string; width: number; height: number }[];
  choices: { what: string; area: number; look: string }[][];
  buttons: { what: string; border: number; colour: string; around: string }[];
  moving: string[];
  overflowing: string[];
  spaceOut: undefined;
};

/** Asks a page for facts about itself; works with scripting off. */
export function look<K extends keyof Looks>(page: Page, at: K): Promise<Looks[K]> {
  return page.evaluate<Looks[K]>(`${IN_PAGE}.${at}()`);
}

/** Sets the size of the reader's text, as their browser's settings would. */
export async function setTextSize(page: Page, percent: number): Promise<void> {
  await page.evaluate(`${IN_PAGE}.enlarge('${percent}%')`);
}
