import type { Scope } from '../../events/scope.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { ConsentError } from '../../shared/errors.ts';
import { problemOf } from '../../shared/http/problem.ts';
import { formPageAnswer } from '../../shared/pages/answer.ts';
import { formAgainPage, formProblemPage, formReceivedPage } from '../../shared/pages/form-pages.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { serveForm } from '../../shared/serve-form.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Step } from './keyboard.ts';
import type { PageState } from './page-state.ts';
import type { Stage } from './stage.ts';

const onShop = async ({ consoleUrl }: Stage, { locale }: Words) =>
  `${consoleUrl}/shop?lang=${locale}`;
const onChoices = async ({ consoleUrl }: Stage, { locale }: Words) =>
  `${consoleUrl}/shop/choices?lang=${locale}`;

const tickAge = ({ form }: Words): Step => ({ tick: form.labels.ages['13-or-over'] });
const tick = (scope: Scope, { locale }: Words): Step => ({
  tick: catalogue.wordings.find((wording) => wording.scope === scope)?.text[locale] ?? '',
});
const typeEmail = ({ form }: Words, text: string): Step => ({ type: form.labels.email, text });
const send = ({ form }: Words): Step => ({ press: form.labels.submit });

const signUp = (words: Words, address = 'sam@example.com'): Step[] => [
  tickAge(words),
  tick('email.newsletter', words),
  typeEmail(words, address),
  send(words),
];

/** FRM-2, FRM-8, ICO-2: the form in a page of the company, and what it answers a browser without a script. */
export const formStates: readonly PageState[] = [
  { name: 'form/open', open: onShop, isCompanys: true },
  { name: 'form/open-with-choices', open: onChoices, isCompanys: true },
  { name: 'form/received', open: onShop, steps: (words) => signUp(words), announces: 'status' },
  {
    name: 'form/received-with-a-slip',
    open: onChoices,
    steps: (words) => [
      tickAge(words),
      tick('email.offers', words),
      typeEmail(words, 'sam@gmial.com'),
      send(words),
    ],
    ...{ announces: 'status', showsTicked: true },
  },
  {
    name: 'form/nothing-chosen',
    open: onShop,
    steps: (words) => [tickAge(words), send(words)],
    announces: 'status',
  },
  {
    name: 'form/once-more',
    open: onChoices,
    steps: (words) => [tickAge(words), typeEmail(words, 'sam@example.com'), send(words)],
    staged: ({ words }) => againAnswer(words),
    ...{ status: 422, announces: 'status', showsTicked: true },
  },
  {
    name: 'form/under-age',
    open: onShop,
    steps: (words) => [{ tick: words.form.labels.ages['under-13'] }, send(words)],
    announces: 'status',
  },
  {
    name: 'form/faulty',
    open: onShop,
    steps: (words) => signUp(words, 'sam@example'),
    ...{ status: 422, announces: 'alert', showsTicked: true },
  },
  {
    name: 'form/faulty-with-choices',
    open: onChoices,
    steps: (words) => [
      tick('sms.offers', words),
      tick('post.offers', words),
      typeEmail(words, 'sam@'),
      send(words),
    ],
    ...{ status: 422, announces: 'alert', showsTicked: true },
  },
  {
    name: 'form/not-yet-in-force',
    open: onShop,
    steps: (words) => signUp(words),
    staged: (voice) => formPageAnswer(202, formReceivedPage(voice, voice.words.form.notYet)),
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'form/refused',
    open: onShop,
    steps: (words) => signUp(words),
    staged: (voice) => formPageAnswer(413, formProblemPage(voice, TOO_LARGE)),
    ...{ status: 413, announces: 'alert' },
  },
];

const ring = { current: 'k1', keys: { k1: new Uint8Array(32) } };

/** What a page that was copied, and so has no token, is answered. */
function againAnswer(words: Words) {
  const form = catalogue.forms.find(({ id }) => id === 'contact');
  if (!form) throw new Error('no form');
  const serving = { catalogue, ring, environment: PRODUCT_ENVIRONMENT };
  const served = serveForm(serving, { form, locale: words.locale, now: new Date() });
  const state = { typed: { email: 'sam@example.com', age: '13-or-over' } };
  const again = { ...{ served, state, faults: {}, others: [] }, news: words.form.unproven };
  return formPageAnswer(422, formAgainPage({ catalogue, words }, again));
}

const TOO_LARGE = problemOf(
  new ConsentError('too_large', 'A body may have at most 4000000 bytes.'),
);
