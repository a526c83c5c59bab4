import { catalogue } from '../../shared/catalogue.ts';
import { type Words, wordsOf } from '../../shared/pages/words/words.ts';
import { type Finding, findings, type RuleName } from './finding.ts';
import { judgeByAxe } from './judge-accessibility.ts';
import { judgeAnswer } from './judge-answer.ts';
import { judgeFocus } from './judge-focus.ts';
import { judgeLayout } from './judge-layout.ts';
import { judgeMarkup } from './judge-markup.ts';
import { judgeModes } from './judge-modes.ts';
import { look } from './look.ts';
import type { PageState } from './page-state.ts';
import { type Place, type Visit, visit } from './visit.ts';

/** Everything that is wrong with a page where it is now. */
export async function judge(
  { page, context, answer, complaints, requests }: Visit,
  words: Words,
  state: Pick<PageState, 'status' | 'announces' | 'showsTicked' | 'isCompanys'>,
): Promise<Finding[]> {
  const found = [
    ...(await judgeAnswer(answer, context, { status: state.status ?? 200, requests })),
    ...(await judgeMarkup(page, words, state)),
    ...(await judgeByAxe(page)),
    ...(await judgeFocus(page)),
    ...(await judgeModes(page)),
    // Last, since it leaves the text spaced out.
    ...(await judgeLayout(page)),
    ...findings('console', complaints),
  ];
  return state.isCompanys ? found.filter(({ rule }) => !OURS_ALONE.has(rule)) : found;
}

/** What a page with our form in it need not keep to: those are promises about what we serve. */
const OURS_ALONE: ReadonlySet<RuleName> = new Set([
  ...(['headers', 'size', 'OCU-14', '3.2.6', 'GDP-13', 'lines'] as const),
]);

export type Judged = Finding & { page: string };

/** Visits a page in each language, with scripting and without. */
export async function judgePlace(
  place: Place,
  languages: readonly Words[] = wordsOf(catalogue),
): Promise<Judged[]> {
  const { state } = place;
  const found: Judged[] = [];
  for (const words of languages) {
    const page = `${state.name} (${words.locale})`;
    const told = (some: readonly Finding[]) => found.push(...some.map((one) => ({ ...one, page })));
    try {
      const seen = await visit(place, { words, scripting: true }, async (visited) => {
        const facts = await look(visited.page, 'facts');
        told(await judge(visited, words, state));
        return facts;
      });
      const plain = await visit(place, { words, scripting: false }, (visited) =>
        look(visited.page, 'facts'),
      );
      told(findings('FRM-8', isSame(seen, plain) ? [] : [`without: ${plain.h1.join()}`]));
    } catch (error) {
      told(findings('2.1.1', [error instanceof Error ? error.message : String(error)]));
    }
  }
  return found;
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);
