import type { Page } from 'playwright-core';
import { catalogue } from '../../shared/catalogue.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { type Finding, findings } from './finding.ts';
import { type Facts, look } from './look.ts';
import type { PageState } from './page-state.ts';

type Expected = Pick<PageState, 'announces' | 'showsTicked'>;

/** What the page says about itself. */
export async function judgeMarkup(
  page: Page,
  words: Words,
  { announces, showsTicked = false }: Expected,
): Promise<Finding[]> {
  const facts = await look(page, 'facts');
  const { email } = catalogue.controller;
  return [
    ...findings('2.4.2', wrongTitle(facts, words, announces === 'alert')),
    ...findings('3.1.1', facts.language === words.locale ? [] : [facts.language]),
    ...findings('3.2.6', isHelpLast(facts, email) ? [] : [facts.landmarks.join(', ')]),
    ...findings('GDP-13', untoldComplaints(facts)),
    ...findings('lines', facts.tallLinks),
    ...findings('4.1.3', wrongNews(facts, announces)),
    ...findings('3.3.2', facts.placeholders),
    ...findings('2.4.3', facts.positive),
    ...findings('FRM-1', showsTicked ? [] : facts.preselected),
    ...findings('OCU-14', facts.scripts > 0 ? [`${facts.scripts} scripts`] : []),
    ...findings('2.2.1', facts.timed > 0 ? ['the page reloads by itself'] : []),
    ...findings(
      '1.3.5',
      facts.fields.filter((field) => field.autocomplete !== field.type).map(({ what }) => what),
    ),
  ];
}

function wrongTitle({ title, h1 }: Facts, words: Words, isError: boolean): string[] {
  const isMarked = title.startsWith(words.frame.error(''));
  const isNamed = title.endsWith(catalogue.controller.name) && title.length > 0;
  return isNamed && isMarked === isError && h1.length === 1 ? [] : [title];
}

const isHelpLast = ({ landmarks, help }: Facts, email: string) =>
  landmarks.join() === 'header,main,footer' && help.includes(email);

/** DPA 2018 s.164A: a way to complain to who is responsible; Art 13(2)(d): and to whom besides. */
function untoldComplaints({ helpLinks }: Facts): string[] {
  const { controller, regulator } = catalogue;
  const ways = [`mailto:${controller.email}`, regulator.complaintsUrl];
  return ways.filter((way) => !helpLinks.includes(way)).map((way) => `no link to ${way}`);
}

/** One result or one error, with words in it; and nothing is cried out on a page that asks. */
function wrongNews({ announced }: Facts, announces: PageState['announces']): string[] {
  const said = [...announced.status, ...announced.alert];
  if (announces === undefined) return said;
  return said.length === 1 && announced[announces][0] ? [] : [`announced: ${said.join(', ')}`];
}
