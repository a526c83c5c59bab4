import type { Catalogue } from '../domain/catalogue.ts';
import { GROUNDS, type Ground, onAccent } from '../domain/look.ts';

const OTHERS = {
  light: { line: '#76817a', danger: '#9c2f1f', focus: '#b45309' },
  dark: { line: '#8b9891', danger: '#ffb4a6', focus: '#ffc46b' },
} as const;

/** Kept small: it travels inline with every page. Themable by the custom properties at its top. */
export function stylesheet({ accent, accentInDark, logo }: Catalogue['look']): string {
  const mark =
    logo && `--logo:url("data:image/svg+xml;base64,${Buffer.from(logo).toString('base64')}")`;
  return `
:root{color-scheme:light dark;${properties('light', accent)}${mark ? `;${mark}` : ''}}
@media (prefers-color-scheme:dark){:root{${properties('dark', accentInDark)}}}
${RULES}${mark ? LOGO : ''}`.trim();
}

function properties(ground: Ground, accent: string): string {
  const all = { ...GROUNDS[ground], ...OTHERS[ground], accent, 'on-accent': onAccent(accent) };
  return Object.entries(all)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

const LOGO = `
header a,header span{display:inline-block;width:12rem;height:3rem;background:var(--logo) left center/contain no-repeat;text-indent:-999rem;overflow:hidden}`;

const RULES = `*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:38rem;margin:0 auto;padding:1.25rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;justify-content:space-between;align-items:center;font-weight:600;padding-top:2rem}
header ul{display:flex;gap:1rem;list-style:none;margin:0;padding:0;font-weight:400}
header li{min-height:1.75rem;min-width:1.75rem}
main{background:var(--card);border-radius:.75rem;padding:1.75rem 1.5rem}
@media (max-width:40rem){main{border-radius:0}}
h1{font-size:1.625rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
h2,legend{font-size:1.125rem;line-height:1.4;margin:0 0 .5rem;font-weight:600}
p{margin:0 0 1rem}p:last-child{margin-bottom:0}
.hint{font-size:.9375rem}
footer{font-size:.9375rem}
a{color:var(--accent)}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:2px solid var(--accent);border-radius:.5rem;background:var(--accent);color:var(--on-accent);cursor:pointer;text-align:start}
.choice{display:flex;flex-wrap:wrap;gap:.75rem}
.choice button{flex:1 1 15rem;text-align:center}
fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}
.pick{display:flex;gap:.75rem;align-items:flex-start;padding:.375rem 0}
.pick input{flex:none;width:1.5rem;height:1.5rem;margin:.125rem 0 0;accent-color:var(--accent)}
form+p{margin-top:.75rem}
legend{padding:0}
input.text{font:inherit;width:100%;min-height:2.75rem;padding:.5rem .75rem;border:2px solid var(--line);border-radius:.5rem;background:var(--paper);color:inherit}
.fault{color:var(--danger)}
section{border-top:1px solid var(--line);margin-top:1.5rem;padding-top:1.5rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{border-inline-start:.3rem solid var(--danger);padding-inline-start:1rem;margin-bottom:1.5rem}
.problem h2{margin:0 0 .5rem}`;
