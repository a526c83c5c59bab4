import { html, raw } from 'hono/html';

export type Shot = {
  page: string;
  locale: string;
  width: number;
  colorScheme: 'light' | 'dark';
  /** Beside the sheet. */
  file: string;
};

const STYLE = `body{font:16px system-ui;margin:2rem;background:#888}
div{display:flex;flex-wrap:wrap;gap:1rem;align-items:flex-start}
figure{margin:0}figcaption{font-size:.8rem}img{display:block;max-width:24rem}`;

/** All pictures on one page, a row for each state. */
export function contactSheet(shots: readonly Shot[]): string {
  const rows = Map.groupBy(shots, ({ page }) => page);
  return String(html`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Every page</title>
<style>${raw(STYLE)}</style>
${[...rows].map(
  ([page, row]) => html`<h2>${page}</h2>
<div>${row.map(
    ({ file, locale, width, colorScheme }) =>
      html`<figure><a href="${file}"><img src="${file}" loading="lazy" alt=""></a><figcaption>${locale}, ${width} px, ${colorScheme}</figcaption></figure>`,
  )}</div>`,
)}
</html>`);
}
