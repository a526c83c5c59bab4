import { openingOf } from './looks.ts';
import {
  inWords,
  isDone,
  isRedirect,
  type Outcome,
  unsentThings,
  verdictOn,
} from './outcome-words.ts';
import { pageSigns } from './page-signs.ts';
import { type ProviderPost, providerPosts } from './provider-posts.ts';
import type { Row } from './row.ts';
import type { Request, Send } from './send.ts';
import { deedWords, type Sight, type Witness } from './witness.ts';

type Posting = {
  url: URL;
  send: Send;
  witness: Witness;
  /** What a look at the link got, before anything was posted. */
  page: Outcome;
  /** The post that meets the person while still subscribed. */
  first: ProviderPost;
  /** Whether the state was seen to change before. */
  isSpent: boolean;
};

/** Unsubscribes the person of the link, as a provider does, and then again in every other way. */
export async function post(posting: Posting): Promise<Row[]> {
  const { url, send, witness, page, first, isSpent } = posting;
  const outcome = await send(requestOf(first, url));
  const isAwaited = isDone(outcome) && !isSpent;
  const sight = await (isAwaited ? witness.afterDeed() : witness.afterLooking());
  const replayed = await send(requestOf(first, url));
  const clicked = judgePost(first, outcome, posting);
  const works = clicked.verdict === 'ok';
  const isUsedUp = works && !isDone(replayed);
  const usedUp = isUsedUp ? 'the link is used up: try --first on a fresh one' : undefined;
  const rows = [clicked, judgeDeed(sight, posting), judgeReplay(works, replayed, url)];
  for (const other of providerPosts.filter(({ name }) => name !== first.name)) {
    rows.push(judgeLater(judgePost(other, await send(requestOf(other, url)), posting), usedUp));
  }
  const asIs = works ? usedUp : 'the link as it is fails too';
  for (const { url: variant, check, why } of variantsOf(url)) {
    const row = judgePost(first, await send(requestOf(first, variant)), posting);
    const sent = `${first.sent}, ${check}`;
    rows.push(judgeLater({ ...row, rule: 'OCU-7', check, sent, why }, asIs));
  }
  rows.push(judgeOpening(await send(openingOf(url)), page, url));
  return rows;
}

const requestOf = ({ headers, body }: ProviderPost, url: URL): Request => ({
  method: 'POST',
  url,
  headers,
  body,
});

type Variant = Pick<Row, 'check' | 'why'> & { url: URL };

/** The link as it may have become on its way; a path that ends with a slash needs no other. */
function variantsOf(link: URL): Variant[] {
  const slashed = new URL(link);
  slashed.pathname += '/';
  const tagged = new URL(link);
  tagged.search += `${link.search ? '&' : '?'}utm_source=x`;
  const withSlash: Variant = {
    check: 'a slash added to the path',
    url: slashed,
    why: 'Programs that tidy links add one; a redirect or a refusal loses the withdrawal.',
  };
  const withQuery: Variant = {
    check: 'a query added',
    url: tagged,
    why: 'Campaign tools and link guards add parameters to every link.',
  };
  return link.pathname.endsWith('/') ? [withQuery] : [withSlash, withQuery];
}

function judgePost(way: ProviderPost, outcome: Outcome, { url, page }: Posting): Row {
  // A page with something to press, given back to who has just pressed, asks for more.
  const asksAgain =
    isDone(outcome) && isDone(page) && outcome.body === page.body && pageSigns(page.body).posts;
  const unsent = isDone(outcome) && !asksAgain ? [] : unsentThings(page);
  const got = [
    inWords(outcome, url),
    ...(asksAgain ? ['the very page that a look gets'] : []),
    ...unsent.map((thing) => `the page comes with ${thing}, which no provider sends back`),
  ];
  const { rule, why } = ruleOf(way, outcome);
  return {
    rule,
    check: `one click, ${way.name}`,
    sent: way.sent,
    got: got.join('; '),
    verdict: asksAgain ? 'BROKEN' : verdictOn(outcome),
    why,
  };
}

function ruleOf(way: ProviderPost, outcome: Outcome): Pick<Row, 'rule' | 'why'> {
  if (isRedirect(outcome)) {
    return { rule: 'OCU-7', why: 'Providers follow no redirect: nothing is unsubscribed.' };
  }
  if (outcome.status === 401 || outcome.status === 403) {
    const why = 'A provider sends no cookie, password, Origin or user agent; the link must do.';
    return { rule: 'OCU-6', why };
  }
  return way;
}

/** Where a post fails only because of what the first has shown already, it tells nothing new. */
const judgeLater = (row: Row, known: string | undefined): Row =>
  known !== undefined && row.verdict === 'BROKEN'
    ? { ...row, verdict: 'not tellable', got: `${row.got}; ${known}` }
    : row;

function judgeDeed(sight: Sight, { isSpent, first }: Posting): Row {
  return {
    rule: 'OCU-4',
    check: 'the one POST alone unsubscribes',
    sent: first.sent,
    got: isSpent ? 'it had changed before' : deedWords[sight],
    verdict: isSpent || sight === 'unseen' ? 'not tellable' : sight === 'changed' ? 'ok' : 'BROKEN',
    why: 'No further step may be asked of the person, who never sees the answer.',
  };
}

function judgeReplay(works: boolean, replayed: Outcome, url: URL): Row {
  return {
    rule: 'OCU-15',
    check: 'the same once more',
    sent: 'the same POST again',
    got: inWords(replayed, url),
    verdict: works ? verdictOn(replayed) : 'not tellable',
    why: 'Providers repeat a POST whose answer was lost, and people press twice.',
  };
}

function judgeOpening(outcome: Outcome, page: Outcome, url: URL): Row {
  return {
    rule: 'OCU-16',
    check: 'the link still opens afterwards',
    sent: 'GET',
    got: inWords(outcome, url),
    verdict: isDone(page) ? verdictOn(outcome) : 'not tellable',
    why: 'Mail is kept for years, and the person may have come back in between.',
  };
}
