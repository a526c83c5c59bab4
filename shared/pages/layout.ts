import { html, raw } from 'hono/html';
import type { Catalogue } from '../domain/catalogue.ts';
import { stylesheet } from './stylesheet.ts';
import { type Words, wordsOf } from './words/words.ts';

export type Markup = ReturnType<typeof html>;

/** Who speaks, and in which words. */
export type Voice = { catalogue: Catalogue; words: Words };

/**
 * The frame of every page: who speaks, what it is about, where to complain. `isResult`: it answers a post to an
 * address where nothing can be opened.
 */
export function layout(
  { catalogue, words }: Voice,
  title: string,
  content: Markup,
  { isResult = false }: { isResult?: boolean } = {},
): string {
  const { controller, look } = catalogue;
  return String(html`<!doctype html>
<html lang="${words.locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${controller.name}</title>
<style>${raw(stylesheet(look))}</style>
</head>
<body>
<header><span>${controller.name}</span>${isResult ? '' : languages(catalogue, words)}</header>
<main>${content}</main>
${footer({ catalogue, words })}
</body>
</html>`);
}

/** The same page in the other languages; the form of a page posts to the address that it was opened at. */
function languages(catalogue: Catalogue, words: Words): Markup | '' {
  const others = wordsOf(catalogue).filter(({ locale }) => locale !== words.locale);
  if (others.length === 0) return '';
  return html`<nav aria-label="${words.frame.languages}"><ul>${others.map(
    ({ locale, language }) =>
      html`<li><a href="?lang=${locale}" lang="${locale}" hreflang="${locale}">${language}</a></li>`,
  )}</ul></nav>`;
}

function footer({ catalogue, words }: Voice): Markup {
  const { controller, regulator } = catalogue;
  const complaints = html`<a href="${regulator.complaintsUrl}">${regulator.name}</a>`;
  return html`<footer>
<p><a class="lone" href="/p">${words.frame.preferences}</a></p>
<p>${controller.name}, ${controller.address}.
<br>${words.frame.questions(mailTo(controller.email))}
<br>${words.frame.complain(complaints)}</p>
</footer>`;
}

export const mailTo = (address: string): Markup => html`<a href="mailto:${address}">${address}</a>`;

/** What came of it: said first, in a panel, and told to who does not see it (4.1.3). `done`: as it was wished. */
export const resultPanel = (
  is: 'done' | 'told',
  heading: string,
  ...paragraphs: readonly (string | Markup)[]
): Markup =>
  html`<div class="result ${is}" role="status">
<h1>${heading}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
</div>`;

/** Something went wrong: said first, in a box, to everybody. A screen reader begins with it, without script. */
export const problemBox = (heading: string, ...paragraphs: readonly (string | Markup)[]): Markup =>
  html`<div class="problem" role="alert" tabindex="-1" autofocus>
<h1>${heading}</h1>
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
</div>`;
