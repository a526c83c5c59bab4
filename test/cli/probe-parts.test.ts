import { describe, expect, test } from '@jest/globals';
import { readGivenLink } from '../../cli/probe/given-link.ts';
import { judgeHeaders } from '../../cli/probe/judge-headers.ts';
import { pageSigns } from '../../cli/probe/page-signs.ts';
import { shownUrl } from '../../cli/probe/shown-url.ts';
import { isGuessable, wrongLinks } from '../../cli/probe/wrong-links.ts';

const brokenIn = (text: string, post?: string) =>
  judgeHeaders(readGivenLink(text, post))
    .filter(({ verdict }) => verdict === 'BROKEN')
    .map(({ rule }) => rule);

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const LINK = '<https://example.com/u/k7Zr81xmXk20PdNc5wLtYQ>';

describe('the headers', () => {
  test.each([
    ['both right', LINK, ONE_CLICK, []],
    ['a mail address beside the link', `<mailto:a@example.com>, ${LINK}`, ONE_CLICK, []],
    ['only a mail address', '<mailto:a@example.com>', ONE_CLICK, ['OCU-2']],
    ['two web links', `${LINK}, <https://example.com/other>`, ONE_CLICK, ['OCU-2']],
    ['http', '<http://example.com/u/k7Zr81xmXk20PdNc5wLtYQ>', ONE_CLICK, ['OCU-2']],
    ['other words', LINK, 'One-Click', ['OCU-3']],
    ['a blank after it', LINK, `${ONE_CLICK} `, ['OCU-3']],
    ['an address in it', '<https://example.com/u?e=jane%40example.com>', ONE_CLICK, ['OCU-21']],
    ['a password in it', '<https://a:b@example.com/u/1>', ONE_CLICK, ['OCU-6']],
  ])('OCU-1 to 21: %s', (_, value, post, broken) => {
    expect(brokenIn(value, post)).toEqual(broken);
  });

  test('OCU-1: two of a kind, or none of the second, is no offer', () => {
    const lines = [`List-Unsubscribe: ${LINK}`, `List-Unsubscribe-Post: ${ONE_CLICK}`];
    expect(brokenIn(lines.join('\n'))).toEqual([]);
    expect(brokenIn([...lines, lines[0]].join('\n'))).toContain('OCU-1');
    expect(brokenIn([...lines, lines[1]].join('\n'))).toContain('OCU-1');
    expect(brokenIn(lines[0] ?? '')).toEqual(['OCU-1', 'OCU-3']);
  });
});

describe('what is changed to forge a link', () => {
  const partsOf = (url: string) => wrongLinks(new URL(url)).map(({ part }) => part);

  test.each([
    ['https://example.com/u/v1.k1.eyJjIjoiQWJDIn0.q7Zr81_mXk20PdNc5wLtYQ', ['path segment 2']],
    ['https://example.com/u/3f2b8c1e-9a4d-4e6f-8b7a-1c2d3e4f5a6b/stop', ['path segment 2']],
    ['https://example.com/u?id=7&sig=9f86d081884c7d659a2feaa0c55ad015', ['query value 2']],
  ])('OCU-5: %s', (url, parts) => {
    expect(partsOf(url)).toEqual(parts);
    expect(isGuessable(new URL(url))).toBe(false);
  });

  const readable = Buffer.from('{"person":12345678}').toString('base64url');
  test.each([
    'https://example.com/u?id=12345',
    'https://example.com/u/1234567890123456789',
    'https://example.com/u?email=jane.smith.1984%40example.com',
    `https://example.com/u?who=${readable}`,
  ])('is nothing that may be somebody else’s: %s', (url) => {
    expect(partsOf(url)).toEqual([]);
    expect(isGuessable(new URL(url))).toBe(true);
  });

  test('is neither a route nor a short code, of which nothing is known', () => {
    const url = 'https://example.com/unsubscribe-from-newsletter?t=Xk20Pd';
    expect([partsOf(url), isGuessable(new URL(url))]).toEqual([[], false]);
  });

  test('differs from the link in that part alone, and never is the link', () => {
    const link = 'https://example.com/u/9F86D081884C7D659A2FEAA0C55AD015?x=%20a+b&x=2';
    const [{ links } = { links: [] }] = wrongLinks(new URL(link));
    const forms = links.map(({ url }) => url.href);
    expect(new Set([...forms, link]).size).toBe(5);
    for (const form of forms) {
      expect(form).toMatch(/^https:\/\/example\.com\/u\/[0-9A-F]{16,32}\?x=%20a\+b&x=2$/);
      expect(form.toLowerCase()).not.toBe(link.toLowerCase());
    }
  });
});

describe('a page', () => {
  test.each([
    ['<p>You have been unsubscribed.</p>', true],
    ['<p>You’re now <b>unsubscribed</b></p>', true],
    ['<p>Successfully unsubscribed!</p>', true],
    ['<p>You have been unsubscribed.</p><form method=POST>', false],
    ['<p>Press the button to unsubscribe.</p>', false],
  ])('%s', (html, saysDone) => {
    expect(pageSigns(html).saysDone).toBe(saysDone);
  });

  test.each([
    ['<p>', 'none'],
    ['<script src="/a.js"></script>', 'some'],
    ['<script>f.submit()</script>', 'submits'],
    ['<script>b.addEventListener("click", () => f.submit())</script>', 'some'],
    ['<body class="a" onload="document.forms[0].submit()">', 'submits'],
    ['<meta http-equiv="refresh" content="0;url=/done">', 'submits'],
  ])('OCU-14: %s', (html, script) => {
    expect(pageSigns(html).script).toBe(script);
  });
});

test('a link is shown too short to be used', () => {
  const link =
    'https://example.com/u/k7Zr81xmXk20PdNc5wLtYQ?e=jane%40example.com&id=1234&a1b2c3d4e5';
  expect(shownUrl(new URL(link))).toBe('https://example.com/u/k7Zr…?e=jane…&id=1…&a1b…=');
});
