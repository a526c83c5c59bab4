export type Verdict = 'ok' | 'BROKEN' | 'not tellable';

/** One check: what was sent, what came back, what that means, and why it matters. */
export type Row = {
  /** As in RFC 8058, RFC 2369 and what is known to go wrong: `OCU-8`. */
  rule: string;
  check: string;
  sent: string;
  got: string;
  verdict: Verdict;
  why: string;
};

export const isBroken = ({ verdict }: Row) => verdict === 'BROKEN';
