/** Themable by the custom properties at the top. Kept small: it travels inline with every page. */
export const stylesheet = `
:root{color-scheme:light dark;--ink:#1d2a24;--paper:#fbfaf6;--card:#fff;--line:#8a958e;--accent:#1f5f45;--on-accent:#fff;--danger:#9c2f1f;--focus:#b45309}
@media (prefers-color-scheme:dark){:root{--ink:#e9efe9;--paper:#141a17;--card:#1c2420;--line:#7f8d85;--accent:#8fd3b1;--on-accent:#10231a;--danger:#ffb4a6;--focus:#ffc46b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
header,main,footer{max-width:38rem;margin:0 auto;padding:1.25rem}
header{font-weight:600;padding-top:2rem}
main{background:var(--card);border-radius:.75rem;padding:1.75rem 1.5rem}
@media (max-width:40rem){main{border-radius:0}}
h1{font-size:1.625rem;line-height:1.25;margin:0 0 .75rem;text-wrap:balance}
p{margin:0 0 1rem}p:last-child{margin-bottom:0}
footer{font-size:.9375rem}
a{color:var(--accent)}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.25rem;border:2px solid var(--accent);border-radius:.5rem;background:var(--accent);color:var(--on-accent);cursor:pointer}
:focus-visible{outline:3px solid var(--focus);outline-offset:2px}
.problem{border-inline-start:.3rem solid var(--danger);padding-inline-start:1rem}
.problem h2{font-size:1.125rem;margin:0 0 .5rem}
`.trim();
