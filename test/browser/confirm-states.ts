import { catalogue } from '../../shared/catalogue.ts';
import { CONFIRM_VALIDITY_MS, mintConfirmLink } from '../../shared/domain/confirm-link.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { exhaustedPage, notConfirmedPage } from '../../shared/pages/confirm-pages.ts';
import type { Words } from '../../shared/pages/words/words.ts';
import { tickOf } from '../histories.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { Step } from './keyboard.ts';
import type { PageState } from './page-state.ts';
import type { Stage } from './stage.ts';

const SCOPES = ['email.newsletter', 'email.events'] as const;

const pressConfirm = ({ confirm }: Words): Step => ({ press: confirm.button });
const pressAgain = ({ confirm }: Words): Step => ({ press: confirm.again });

/** FRM-6: a confirmation may expire, and then there is a way forward. */
export const confirmStates: readonly PageState[] = [
  { name: 'confirm/open', open: (stage) => link(stage) },
  {
    name: 'confirm/confirmed',
    open: (stage) => link(stage),
    steps: (words) => [pressConfirm(words)],
    announces: 'status',
  },
  { name: 'confirm/already', open: usedLink, announces: 'status' },
  { name: 'confirm/void', open: voidLink, announces: 'status' },
  { name: 'confirm/expired', open: (stage) => link(stage, -CONFIRM_VALIDITY_MS) },
  {
    name: 'confirm/sent-again',
    open: (stage) => link(stage, -CONFIRM_VALIDITY_MS),
    steps: (words) => [pressAgain(words)],
    ...{ status: 202, announces: 'status' },
  },
  {
    name: 'confirm/exhausted',
    open: (stage) => link(stage, -CONFIRM_VALIDITY_MS),
    steps: (words) => [pressAgain(words)],
    staged: (voice) => htmlAnswer(429, exhaustedPage(voice)),
    ...{ status: 429, announces: 'status' },
  },
  {
    name: 'confirm/unknown-link',
    open: async ({ apiUrl }) => `${apiUrl}/c/c1.cut-short`,
    status: 404,
  },
  {
    name: 'confirm/failed',
    open: (stage) => link(stage),
    steps: (words) => [pressConfirm(words)],
    staged: (voice) => htmlAnswer(503, notConfirmedPage(voice)),
    ...{ status: 503, announces: 'alert' },
  },
];

/** Somebody who has asked for two things, and the link in the message about them. */
async function asked(stage: Stage) {
  const ticks = SCOPES.map((scope) => {
    const wordingId = catalogue.wordings.find((wording) => wording.scope === scope)?.id ?? '';
    const tick = tickOf(scope, { doubleOptIn: true });
    return { ...tick, shown: { ...tick.shown, wordingId } };
  });
  return stage.someone(ticks);
}

const linkOf = ({ apiUrl, ring }: Stage, at: { contactId: string; seq: number }, forMs: number) =>
  `${apiUrl}/c/${mintConfirmLink(ring, PRODUCT_ENVIRONMENT, { ...at, expiresAt: new Date(Date.now() + forMs) })}`;

async function link(stage: Stage, forMs = CONFIRM_VALIDITY_MS): Promise<string> {
  return linkOf(stage, await asked(stage), forMs);
}

async function usedLink(stage: Stage): Promise<string> {
  const url = await link(stage);
  const { status } = await fetch(url, { method: 'POST' });
  if (status !== 200) throw new Error(`a confirmation was answered ${status}`);
  return url;
}

async function voidLink(stage: Stage): Promise<string> {
  const person = await asked(stage);
  await stage.leave(person.contactId, '*');
  return linkOf(stage, person, CONFIRM_VALIDITY_MS);
}
