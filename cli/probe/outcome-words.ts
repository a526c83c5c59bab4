import { pageSigns } from './page-signs.ts';
import type { Verdict } from './row.ts';
import type { Answer, NoAnswer } from './send.ts';
import { shownUrl } from './shown-url.ts';

export type Outcome = Answer | NoAnswer;

/** A mail provider takes any of these for done. */
export const isDone = (outcome: Outcome | undefined): outcome is Answer =>
  typeof outcome?.status === 'number' && outcome.status >= 200 && outcome.status < 300;

const TOO_MANY_REQUESTS = 429;

/** On what ought to be done; to be told to ask less often is an answer to the probe, not to the link. */
export function verdictOn(outcome: Outcome): Verdict {
  if (outcome.status === TOO_MANY_REQUESTS) return 'not tellable';
  return isDone(outcome) ? 'ok' : 'BROKEN';
}

export const isRedirect = ({ status }: Outcome) => status !== null && status >= 300 && status < 400;

/** An outcome in a few words, from which nobody can make the link. */
export function inWords(outcome: Outcome, url: URL): string {
  if (outcome.status === null) {
    return outcome.timedOut ? 'no answer in time' : `no answer (${outcome.problem})`;
  }
  const { status, milliseconds, headers } = outcome;
  const target = isRedirect(outcome) ? URL.parse(headers.location ?? '', url.href) : null;
  return `${status}${target ? ` to ${shownUrl(target)}` : ''} in ${milliseconds} ms`;
}

/** What the page that a look gets holds and no provider sends back. */
export function unsentThings(page: Outcome): string[] {
  if (page.status === null) return [];
  return [
    ...(page.headers['set-cookie'] ? ['a cookie'] : []),
    ...(pageSigns(page.body).hasHiddenField ? ['a hidden field'] : []),
  ];
}
