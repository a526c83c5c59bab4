import type { Scope } from '../../events/scope.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { nameOf } from '../../shared/domain/catalogue.ts';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { mintTextLink } from '../../shared/domain/unsubscribe-link.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { notStoppedPage, stopReceivedPage } from '../../shared/pages/unsubscribe-pages.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { tickOf } from '../histories.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Step } from './keyboard.ts';
import type { PageState } from './page-state.ts';
import type { Stage } from './stage.ts';

const SCOPE = 'email.newsletter';
const STOPPED = { scope: SCOPE, isEverything: false } as const;

const pressOne = ({ leave, locale }: Words): Step => {
  const purpose = catalogue.purposes.find(({ id }) => SCOPE.endsWith(id));
  const name = purpose ? nameOf(catalogue, purpose, locale) : '';
  return { press: leave.one(leave.quoted(name)) };
};
const pressEverything = ({ leave }: Words): Step => ({ press: leave.everything });

/** OCU-9 to OCU-16, GDP-3: the way out, from any link at any time. */
export const unsubscribeStates: readonly PageState[] = [
  { name: 'unsubscribe/before', open: (stage) => mailLink(stage) },
  { name: 'unsubscribe/before-by-text', open: textLink },
  {
    name: 'unsubscribe/done',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressOne(words)],
    announces: 'status',
  },
  {
    name: 'unsubscribe/everything',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressEverything(words)],
    announces: 'status',
  },
  {
    name: 'unsubscribe/everything-afterwards',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressOne(words), { press: words.leave.alsoEverything }],
    announces: 'status',
  },
  {
    name: 'unsubscribe/reason-given',
    open: (stage) => mailLink(stage),
    steps: (words) => [
      pressOne(words),
      { tick: words.leave.reasons['never-asked'] },
      { press: words.leave.sendReason },
    ],
    announces: 'status',
  },
  {
    name: 'unsubscribe/by-mistake',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressOne(words), { press: words.leave.mistakeButton }],
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'unsubscribe/unknown-link',
    open: async ({ apiUrl }) => `${apiUrl}/u/k1.cut-short`,
    status: 404,
  },
  {
    name: 'unsubscribe/not-yet-in-force',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressOne(words)],
    staged: (voice) => htmlAnswer(202, stopReceivedPage(voice, STOPPED)),
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'unsubscribe/failed',
    open: (stage) => mailLink(stage),
    steps: (words) => [pressOne(words)],
    staged: (voice) => htmlAnswer(503, notStoppedPage(voice, false)),
    ...{ status: 503, announces: 'alert' },
  },
];

async function mailLink(stage: Stage, scope: Scope = SCOPE): Promise<string> {
  const { contactId } = await stage.someone([tickOf(scope)]);
  const claims = { kind: 'u', contactId, scope, messageId: 'msg_1' } as const;
  return `${stage.apiUrl}/u/${mintToken(stage.ring, PRODUCT_ENVIRONMENT, UnsubscribeToken, claims)}`;
}

async function textLink(stage: Stage): Promise<string> {
  const { contactId } = await stage.someone([tickOf('sms.offers')]);
  const link = mintTextLink(stage.ring, PRODUCT_ENVIRONMENT, { contactId, purpose: 'offers' });
  return `${stage.apiUrl}/u/${link}`;
}
