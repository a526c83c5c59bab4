import { inWords, isDone, isRedirect, type Outcome, verdictOn } from './outcome-words.ts';
import { pageSigns } from './page-signs.ts';
import type { Row } from './row.ts';
import { SCANNER_AGENTS, SCANNER_MANNERS } from './scanner-looks.ts';
import type { Request, Send } from './send.ts';
import { lookingWords, type Sight, type Witness } from './witness.ts';

const LOOKS_LIMIT_MS = 60_000;

type Looked = {
  /** What the very first look got. */
  page: Outcome;
  sight: Sight;
  rows: Row[];
};

/** Harmless requests only: what a person who opens the link sees, and whether link scanners do harm by looking. */
export async function look(url: URL, send: Send, witness: Witness): Promise<Looked> {
  const page = await send(openingOf(url));
  if (page.status === null && !page.timedOut) {
    throw new Error(`${url.origin} gives no answer (${page.problem}).`);
  }
  const sent = page.status === null ? 1 : await scan(url, send);
  const again = page.status === null ? page : await send(openingOf(url));
  const sight = await witness.afterLooking();
  const rows = [
    judgePage(url, page),
    ...(isDone(page) ? [judgeScript(page.body)] : []),
    judgeScan(sent, page, again, sight),
    judgeAgain(url, page, again),
  ];
  return { page, sight, rows };
}

/** As a person's browser asks for it. */
export const openingOf = (url: URL): Request => ({
  method: 'GET',
  url,
  headers: { 'user-agent': SCANNER_AGENTS[0], accept: 'text/html' },
});

/** As every scanner, then in every manner; ends early where answers take their time. */
async function scan(url: URL, send: Send): Promise<number> {
  const deadline = performance.now() + LOOKS_LIMIT_MS;
  const looks: Request[] = [
    { method: 'GET', url },
    ...SCANNER_AGENTS.map((agent) => ({
      method: 'GET' as const,
      url,
      headers: { 'user-agent': agent },
    })),
    ...SCANNER_MANNERS.map((manner) => ({ method: 'GET' as const, url, ...manner })),
    { method: 'HEAD', url },
    { method: 'OPTIONS', url },
  ];
  let sent = 1;
  for (const request of looks) {
    if (performance.now() > deadline) break;
    await send(request);
    sent += 1;
  }
  return sent;
}

function judgePage(url: URL, page: Outcome): Row {
  const isPage = isDone(page) && /html/.test(page.headers['content-type'] ?? '');
  const hasForm = isPage && pageSigns(page.body).posts;
  const shown = isPage ? `, a page with ${hasForm ? 'a' : 'no'} form that posts` : '';
  return {
    rule: 'OCU-9',
    check: 'a person who opens the link gets a page',
    sent: 'GET',
    got: inWords(page, url) + shown,
    verdict: hasForm ? 'ok' : isPage || isRedirect(page) ? 'not tellable' : 'BROKEN',
    why: 'The link is also what a person opens whose mail program knows no one-click.',
  };
}

function judgeScript(html: string): Row {
  const { script } = pageSigns(html);
  const found = {
    none: { verdict: 'ok', got: 'no script' },
    some: { verdict: 'not tellable', got: 'a script, which was not run' },
    submits: { verdict: 'BROKEN', got: 'it submits itself, or leads on by itself' },
  } as const;
  return {
    rule: 'OCU-14',
    check: 'the page presses nothing by itself',
    sent: 'GET',
    ...found[script],
    why: 'Some link scanners run scripts.',
  };
}

function judgeScan(sent: number, page: Outcome, again: Outcome, sight: Sight): Row {
  const said = [page, again].map((one) => isDone(one) && pageSigns(one.body).saysDone);
  const got = said[0]
    ? 'the page says that it is done (or this person had left before)'
    : said[1]
      ? 'after the first looks the page says that it is done'
      : lookingWords[sight];
  return {
    rule: 'OCU-13',
    check: 'looking changes nothing',
    sent: `${sent} requests: GET as nobody and as ${SCANNER_AGENTS.length} programs, prefetches, method overrides, HEAD, OPTIONS`,
    got,
    verdict:
      said.includes(true) || sight === 'changed'
        ? 'BROKEN'
        : sight === 'same'
          ? 'ok'
          : 'not tellable',
    why: 'Scanners open every link of every mail, and have unsubscribed whole organisations.',
  };
}

function judgeAgain(url: URL, page: Outcome, again: Outcome): Row {
  return {
    rule: 'OCU-15',
    check: 'looking does not use the link up',
    sent: 'GET, after all the others',
    got: inWords(again, url),
    verdict: isDone(page) ? verdictOn(again) : 'not tellable',
    why: 'The scanner comes first, and the person then finds a dead link.',
  };
}
