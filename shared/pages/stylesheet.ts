import type { Catalogue } from '../domain/catalogue.ts';
import { GROUNDS, type Ground, onAccent } from '../domain/look.ts';

const OTHERS = {
  light: { soft: '#4a5750', edge: '#dcdfd9', line: '#76817a', danger: '#9c2f1f', focus: '#b45309' },
  dark: { soft: '#b4beb7', edge: '#35403a', line: '#8b9891', danger: '#ffb4a6', focus: '#ffc46b' },
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
header span{display:block;width:12rem;height:3rem;background:var(--logo) left center/contain no-repeat;text-indent:-999rem;overflow:hidden}`;

// Bands from edge to edge, one column of readable lines in the middle; the footer ends the screen.
const RULES = `*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:flex;flex-direction:column;background:var(--paper);color:var(--ink);font:1.125rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header,main,footer{padding:1.25rem max(1.25rem,50% - 20rem)}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;justify-content:space-between;align-items:center;border-top:.5rem solid var(--accent);font-weight:700;font-size:1.1875rem}
header ul{display:flex;gap:1.25rem;list-style:none;margin:0;padding:0;font-weight:400;font-size:1rem}
header a,.lone{display:inline-block;min-width:1.75rem;padding-block:.25rem}
main{flex:1 0 auto;background:var(--card);border-block:1px solid var(--edge);padding-block:clamp(2rem,6vw,3.5rem)}
footer{font-size:1rem;line-height:1.75;padding-block:2rem}
h1{font-size:clamp(1.75rem,1.25rem + 2.2vw,2.375rem);line-height:1.2;letter-spacing:-.01em;margin:0 0 1.25rem;text-wrap:balance}
h2,legend{font-size:1.3125rem;line-height:1.35;margin:0 0 .5rem;padding:0;font-weight:700}
legend{font-size:1.1875rem}fieldset~h2{margin-top:2.25rem}legend h2{margin-top:1.25rem}
p,main ul{margin:0 0 1.25rem}p:last-child{margin-bottom:0}
main ul{padding-inline-start:1.25rem}main li{margin-bottom:.5rem}
.hint,.notice{font-size:1rem;color:var(--soft)}
a{color:var(--accent);text-underline-offset:.15em;text-decoration-thickness:max(1px,.0625em)}
a:hover{text-decoration-thickness:max(3px,.1875em)}
button{font:inherit;font-weight:700;min-height:3rem;padding:.5rem 1.25rem;border:2px solid var(--accent);border-radius:.375rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
.quiet button,button:hover{background:var(--card);color:var(--accent)}
.quiet button:hover{background:var(--accent);color:var(--on-accent)}
form{margin:0 0 1.5rem}form:last-child{margin-bottom:0}
.choice{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,16rem),1fr));grid-auto-rows:1fr}
.result,.problem{margin:0 0 1.75rem}
.result{border:2px solid var(--accent);border-radius:.375rem;padding:1.5rem}
.result h1:last-child{margin:0}
.done{background:var(--accent);color:var(--on-accent)}
input:not([type=radio],[type=checkbox],[type=hidden]){font:inherit;width:100%;min-height:3rem;padding:.375rem .75rem;color:inherit;background:var(--card);border:2px solid var(--line);border-radius:.375rem}
fieldset{border:0;margin:0 0 1rem;padding:0;min-width:0}
.pick{display:flex;gap:.875rem;align-items:flex-start;padding:.5rem 0;cursor:pointer}
.pick input{flex:none;width:1.5rem;height:1.5rem;margin:.125rem 0 0;accent-color:var(--accent)}
form+p{margin-top:.75rem}
section{border-top:1px solid var(--edge);margin-top:2rem;padding-top:2rem}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{border-inline-start:.3rem solid var(--danger);padding:.75rem 1rem}
.field{margin:0 0 1.25rem}
label{font-weight:600}.pick{font-weight:400}
[aria-invalid]{border-color:var(--danger)!important}
.error{color:var(--danger);font-weight:600;margin:0 0 .5rem}
.consent-form fieldset{margin-block:2rem}.consent-form .hint{margin:0 0 .5rem}
summary{cursor:pointer;min-height:1.75rem;font-weight:600}details{margin-bottom:1.5rem}
dt{font-weight:600}dd{margin:0 0 .75rem}`;
