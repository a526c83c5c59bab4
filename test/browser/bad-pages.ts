import { html } from 'hono/html';
import { catalogue } from '../../shared/catalogue.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { layout } from '../../shared/pages/layout.ts';
import { enGB } from '../../shared/pages/words/en-GB.ts';
import type { RuleName } from './finding.ts';
import type { PageState } from './page-state.ts';

/** A page with a fault in it, for the judges to find. */
export type BadPage = {
  rule: RuleName;
  fault: string;
  html: string;
  status?: number;
  headers?: Record<string, string>;
  state?: Partial<PageState>;
};

const content = html`<h1>Sign up</h1>
<p>We write to you once a month.</p>
<form method="post">
<p><label for="email">Email address</label> <input id="email" type="email" autocomplete="email"></p>
<label class="pick"><input type="checkbox" name="yes"> <span>Yes, write to me</span></label>
<div class="choice"><button name="a">Do it</button><button name="b">Leave it</button></div>
</form>`;

/** As one of ours: nothing is wrong with it. */
export const goodPage = layout({ catalogue, words: enGB }, 'Sign up', content);
export const goodHeaders: Record<string, string> = Object.fromEntries(
  Object.entries(htmlAnswer(200, '').headers ?? {}).map(([name, value]) => [name, String(value)]),
);

const OPEN_CSP = {
  'content-security-policy':
    "default-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
};

const put = (from: string, to: string) => {
  if (!goodPage.includes(from)) throw new Error(`the good page has no ${from}`);
  return goodPage.replace(from, to);
};
const styled = (css: string) => put('</style>', `${css}</style>`);

const bad = (
  rule: RuleName,
  fault: string,
  page: string,
  more: Partial<BadPage> = {},
): BadPage => ({ rule, fault, html: page, ...more });

/** The style of the page is its fault, so its policy lets any in. */
const badStyle = (rule: RuleName, fault: string, css: string): BadPage =>
  bad(rule, fault, styled(css), { headers: OPEN_CSP });

const LONG = '<p class="cut">Just fits here</p>';
const CUT = '.cut{width:7em;font-size:16px;overflow:hidden;white-space:nowrap}';

export const badPages: readonly BadPage[] = [
  badStyle('axe', 'grey text', 'p{color:#999!important}'),
  badStyle(
    'axe',
    'text that is too faint in the dark',
    '@media (prefers-color-scheme:dark){p{color:#555!important}}',
  ),
  bad('axe', 'a field without a label', put('<label for="email">Email address</label>', '')),
  bad('1.3.5', 'a field that browsers cannot fill in', put(' autocomplete="email"', '')),
  bad(
    '1.4.4',
    'text in a box of pixels',
    styled('.cut{width:150px;height:auto;overflow:hidden;white-space:nowrap}').replace(
      '<form',
      `${LONG}<form`,
    ),
    { headers: OPEN_CSP },
  ),
  badStyle('1.4.10', 'a box of 600 px', 'form{width:600px}'),
  badStyle('1.4.11', 'buttons without a border', 'button{border:0}'),
  badStyle('1.4.11', 'a faint focus', ':focus-visible{outline-color:#eee}'),
  bad('1.4.12', 'a box that holds just its text', styled(CUT).replace('<form', `${LONG}<form`), {
    headers: OPEN_CSP,
  }),
  bad(
    '2.1.1',
    'a link that no key reaches',
    put('<form', '<p inert><a href="/x">Terms</a></p><form'),
  ),
  bad(
    '2.1.1',
    'a button that is none',
    put('<button name="a">Do it</button>', '<span>Do it</span>'),
    {
      state: { steps: () => [{ press: 'Do it' }] },
    },
  ),
  bad(
    '2.2.1',
    'a page that reloads',
    put('<title>', '<meta http-equiv="refresh" content="600"><title>'),
  ),
  badStyle('2.3.3', 'a colour that fades', 'button{transition:color 1s}'),
  bad(
    '2.4.2',
    'a title without the company',
    put(` – ${catalogue.controller.name}</title>`, '</title>'),
  ),
  bad('2.4.3', 'an order of its own', put('<button name="b"', '<button tabindex="3" name="b"')),
  badStyle('2.4.7', 'a focus that does not show', ':focus-visible{outline:0}'),
  badStyle('2.4.11', 'a banner over everything', 'footer{position:fixed;inset:0}'),
  badStyle(
    '2.5.8',
    'a button of 12 px',
    'button{font-size:6px!important;min-height:12px!important;padding:0!important}',
  ),
  bad('3.1.1', 'English that is said to be French', put('lang="en-GB"', 'lang="fr"')),
  bad('3.2.6', 'no way to ask', goodPage.replace(/<footer>[\s\S]*<\/footer>/, '')),
  bad(
    'GDP-13',
    'nobody to complain to but the company',
    goodPage.replaceAll(catalogue.regulator.complaintsUrl, '/help'),
  ),
  badStyle('lines', 'links that push their lines apart', 'p a{display:inline-block}'),
  bad('3.3.2', 'a placeholder', put('type="email"', 'type="email" placeholder="Email"')),
  bad('4.1.3', 'a result that is not announced', goodPage, { state: { announces: 'status' } }),
  bad('4.1.3', 'an alarm without a reason', put('<h1>', '<div role="alert">Attention</div><h1>')),
  bad(
    'FRM-1',
    'a box that is ticked beforehand',
    put('type="checkbox"', 'type="checkbox" checked'),
  ),
  badStyle('FRM-7, DRK-3', 'a choice that is smaller', '[name=b]{width:5rem}'),
  badStyle('FRM-7, DRK-3', 'a choice that is paler', '[name=b]{background:#fff;color:#000}'),
  bad(
    'FRM-8',
    'a page that needs its script',
    put('</body>', '<script>document.querySelector("h1").textContent="Hello"</script></body>'),
    { headers: OPEN_CSP },
  ),
  bad('OCU-14', 'a script, even one that is stopped', put('</body>', '<script>1</script></body>')),
  bad('console', 'a script that the policy stops', put('</body>', '<script>1</script></body>')),
  bad('console', 'a style that the policy stops', put('<h1>', '<h1 style="color:red">')),
  bad('size', 'a page of 20 kB', put('<h1>', `<!--${'x'.repeat(20_000)}--><h1>`)),
  bad('size', 'a picture from elsewhere', put('<h1>', '<img src="/seen.gif" alt=""><h1>'), {
    headers: OPEN_CSP,
  }),
  bad('headers', 'a page that may be kept', goodPage, { headers: { 'cache-control': 'private' } }),
  bad('headers', 'a page that may be framed', goodPage, {
    headers: {
      'content-security-policy': (goodHeaders['content-security-policy'] ?? '').replace(
        /; frame-ancestors.*/,
        '',
      ),
    },
  }),
  bad('headers', 'an address that is told to others', goodPage, {
    headers: { 'referrer-policy': 'unsafe-url' },
  }),
  bad('cookies', 'a cookie', goodPage, { headers: { 'set-cookie': 'visitor=1' } }),
  bad('answer', 'a 500', goodPage, { status: 500 }),
];
