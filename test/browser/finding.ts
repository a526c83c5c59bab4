/** What every page keeps to, and the rule that asks for it; numbers are of WCAG 2.2. */
export const RULES = {
  axe: 'WCAG 2.2 AA and good practice: axe finds nothing, in light and in dark',
  '1.3.5': 'fields say what they are for, so that browsers can fill them in',
  '1.4.4': 'text may be twice as large',
  '1.4.10': 'nothing scrolls sideways on 320 px, which is a wide screen at 400 %',
  '1.4.11': 'buttons and the focus stand out from what is around them, also in forced colours',
  '1.4.12': 'text may be spaced out',
  '2.1.1': 'everything is reached by keyboard alone, and pressed with Enter or the space bar',
  '2.2.1': 'no page runs out of time',
  '2.3.3': 'nothing moves for those who asked for stillness',
  '2.4.2': 'the title names the page and the company, and an error first',
  '2.4.3': 'the keyboard goes through a page in the order that it is read',
  '2.4.7': 'the focus is seen wherever it is',
  '2.4.11': 'the focus is never hidden behind something',
  '2.5.8': 'what is pressed is at least 24 px wide and high',
  '3.1.1': 'a page says which language it is in',
  '3.2.6': 'the way to ask is in the same place on every page',
  '3.3.2': 'labels stay where they are, and no placeholder takes their part',
  '4.1.3': 'results and errors are announced',
  'GDP-13': 'every page says where to complain: to the company, and to the regulator',
  lines: 'a link in a sentence leaves its line as high as the others',
  'FRM-1': 'nothing is ticked beforehand',
  'FRM-7, DRK-3': 'alternatives are alike in kind, colour and size',
  'FRM-8': 'with scripting off it is the same page, reached the same way',
  'OCU-14': 'no page holds a script',
  size: 'a page is less than 20 kB, all that it needs within',
  headers: 'a page is not kept, framed, indexed or told to others, and may load nothing',
  cookies: 'nobody is given a cookie',
  console: 'the browser has nothing to complain about',
  answer: 'the page is the one that was asked for, with its status',
} as const;

export type RuleName = keyof typeof RULES;

/** Where a page breaks a rule. */
export type Finding = { rule: RuleName; what: string };

/** `wrongs`: one for each place where the rule is broken. */
export const findings = (rule: RuleName, wrongs: readonly string[]): Finding[] =>
  wrongs.map((what) => ({ rule, what }));
