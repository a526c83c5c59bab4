import { type Colour, contrast } from './contrast.ts';

/** WCAG 2.2, 1.4.3. */
const READABLE = 4.5;

/** What a page is printed on, and what its text is printed with, in light and in dark. */
export const GROUNDS = {
  light: { ink: '#1d2a24', paper: '#fbfaf6', card: '#ffffff' },
  dark: { ink: '#e9efe9', paper: '#141a17', card: '#1c2420' },
} as const;

export type Ground = keyof typeof GROUNDS;

/** Why an accent cannot be read as a link on these grounds; undefined if it can. */
export function unreadable(accent: Colour, ground: Ground): string | undefined {
  const { paper, card } = GROUNDS[ground];
  const weakest = Math.min(contrast(accent, paper), contrast(accent, card));
  if (weakest >= READABLE) return undefined;
  return `has a contrast of ${weakest.toFixed(1)}:1 in ${ground}: at least ${READABLE}:1 is needed`;
}

/** The text colour of a button in this accent: the better of the two. */
export function onAccent(accent: Colour): Colour {
  const [white, black] = ['#ffffff', '#000000'] as const;
  return contrast(accent, white) >= contrast(accent, black) ? white : black;
}
