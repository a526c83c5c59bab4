import { inWords, isDone, type Outcome } from './outcome-words.ts';
import { FORM_POST } from './provider-posts.ts';
import type { Row } from './row.ts';
import type { Send } from './send.ts';
import { lookingWords, type Sight, type Witness } from './witness.ts';
import { isGuessable, wrongLinks } from './wrong-links.ts';

type Tried = { part: string; answers: { change: string; outcome: Outcome }[] };

type TriedTokens = { sight: Sight; rows: Row[] };

const WHY =
  'Else anybody can unsubscribe anybody, or a person with a cut link is told a false “done”.';

/** Posts to the link with its token changed; only looks at it where nothing may be posted. */
export async function tryWrongTokens(
  url: URL,
  send: Send,
  witness: Witness,
  lookOnly: boolean,
): Promise<TriedTokens> {
  const tried: Tried[] = [];
  for (const { part, links } of wrongLinks(url)) {
    const answers: Tried['answers'] = [];
    for (const { change, url: wrong } of links) {
      const { headers, body } = FORM_POST;
      const request = lookOnly
        ? ({ method: 'GET', url: wrong } as const)
        : ({ method: 'POST', url: wrong, headers, body } as const);
      answers.push({ change, outcome: await send(request) });
    }
    tried.push({ part, answers });
  }
  if (tried.length === 0) return { sight: 'same', rows: [judgeUntried(url)] };
  const sight = await witness.afterLooking();
  const rows = tried.map((one) => judgeTried(url, one, tried, lookOnly));
  return { sight, rows: [...rows, judgeState(sight, tried)] };
}

function judgeUntried(url: URL): Row {
  const guessable = isGuessable(url);
  return {
    rule: 'OCU-5',
    check: 'the link cannot be forged',
    sent: 'nothing: a changed link might be somebody else’s',
    got: guessable
      ? 'only numbers, addresses or readable text in it'
      : 'nothing long and random in it',
    verdict: guessable ? 'BROKEN' : 'not tellable',
    why: WHY,
  };
}

const isAccepted = ({ outcome }: Tried['answers'][number]) => isDone(outcome);

/** A part that may be anything is no proof; that is sound as long as another part is one. */
const isNoProof = ({ answers }: Tried) => answers.every(isAccepted);

function judgeTried(url: URL, one: Tried, all: readonly Tried[], lookOnly: boolean): Row {
  const accepted = one.answers.filter(isAccepted);
  const elsewhere = all.some(({ answers }) => !answers.some(isAccepted));
  const isBesides = isNoProof(one) && elsewhere;
  const [first] = one.answers;
  return {
    rule: 'OCU-5',
    check: `a wrong token is refused (${one.part})`,
    sent: `${lookOnly ? 'GET' : 'POST'} with ${one.answers.map(({ change }) => change).join('; ')}`,
    got: isBesides
      ? 'taken: the link does not hang on this part'
      : accepted.length > 0
        ? `taken: ${accepted.map(({ change }) => change).join('; ')}`
        : first
          ? inWords(first.outcome, url)
          : '',
    verdict: verdictOf(one, accepted.length > 0 && !isBesides, lookOnly),
    why: WHY,
  };
}

function verdictOf({ answers }: Tried, isTaken: boolean, lookOnly: boolean): Row['verdict'] {
  if (isTaken) return lookOnly ? 'not tellable' : 'BROKEN';
  return answers.some(({ outcome }) => outcome.status === null) ? 'not tellable' : 'ok';
}

function judgeState(sight: Sight, tried: readonly Tried[]): Row {
  const wasTrue = tried.some(isNoProof) && !tried.every(isNoProof);
  return {
    rule: 'OCU-5',
    check: 'wrong tokens change nothing',
    sent: 'as above',
    got: lookingWords[sight],
    verdict: sight === 'same' ? 'ok' : sight === 'unseen' || wasTrue ? 'not tellable' : 'BROKEN',
    why: 'What a server answers and what it does are two things.',
  };
}
