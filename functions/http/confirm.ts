import { SQSClient } from '@aws-sdk/client-sqs';
import type { ServiceMessage } from '../../events/service-message.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { type ConfirmLink, readConfirmLink } from '../../shared/domain/confirm-link.ts';
import { type Asked, confirmedChannel } from '../../shared/domain/pending.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { ConfirmEnv, loadEnv } from '../../shared/env.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import {
  alreadyConfirmedPage,
  confirmedPage,
  confirmPage,
  exhaustedPage,
  expiredPage,
  notConfirmedPage,
  sentAgainPage,
  unknownConfirmationPage,
  voidPage,
} from '../../shared/pages/confirm-pages.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import { sendToQueue } from '../../shared/queue.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { causeOf, dynamoBudgets } from '../../shared/service-messages/budgets.ts';
import { confirm, readConfirmation } from '../../shared/service-messages/confirm.ts';

const env = loadEnv(ConfirmEnv);
const database = dynamo();
const ledger = dynamoLedger(database, env, keysTable(database, env));
const budgets = dynamoBudgets(database, env.OPERATIONS_TABLE);
const ports = { budgets, ledger, clock: systemClock, catalogue };
const queues = new SQSClient({});
const keys = linkKeys(env);

const IMPATIENCE_MS = 5 * 60_000;

const QUEUE_URLS = { email: env.SERVICE_EMAIL_QUEUE_URL, sms: env.SERVICE_TEXT_QUEUE_URL };

/** GET, HEAD, POST, OPTIONS /c/{token}: only POST confirms, and only what its own message asked for. */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const voice = voiceFor(catalogue, event);
    // As with the links to stop: a mail program may have put a slash behind it.
    const token = (event.pathParameters?.token ?? '').replace(/\/$/, '');
    const link = readConfirmLink(await keys.forToken(token), env.ENVIRONMENT, token);
    if (!link) return htmlAnswer(404, unknownConfirmationPage(voice));
    const state = await readConfirmation(ports, link);
    switch (state.is) {
      case 'unknown':
        return htmlAnswer(404, unknownConfirmationPage(voice));
      case 'void':
        return htmlAnswer(200, voidPage(voice));
      case 'confirmed':
        return htmlAnswer(200, alreadyConfirmedPage(voice));
      case 'expired':
        if (method !== 'POST') return htmlAnswer(200, expiredPage(voice));
        return (await sendAgain(link, state.asked))
          ? htmlAnswer(202, sentAgainPage(voice))
          : htmlAnswer(429, exhaustedPage(voice));
      case 'open': {
        if (method !== 'POST') return htmlAnswer(200, confirmPage(voice, state.asked));
        const outcome = await confirm(ports, link, state.asked, circumstancesOf(event));
        return htmlAnswer(
          200,
          outcome === 'granted' ? confirmedPage(voice, state.asked) : voidPage(voice),
        );
      }
    }
  },
  (problem, event) => htmlAnswer(problem.status, notConfirmedPage(voiceFor(catalogue, event))),
);

/**
 * FRM-6: the way forward from an expired link, within the same budget as the first. Pressed again at once it asks
 * for the same, and not for one more. False where nothing would be sent, which whoever holds a genuine link may know.
 */
async function sendAgain(
  { contactId, seq }: ConfirmLink,
  asked: readonly Asked[],
): Promise<boolean> {
  const begun = Math.floor(systemClock.now().getTime() / IMPATIENCE_MS) * IMPATIENCE_MS;
  const message: ServiceMessage = {
    ...{ version: 1, kind: 'confirmation', contactId, seq },
    askedAt: new Date(begun).toISOString(),
  };
  const channels = new Set(asked.map(({ scope }) => confirmedChannel(scope)));
  let isOnItsWay = false;
  for (const channel of channels) {
    if (!channel) continue;
    const cause = causeOf(message, channel);
    const may = await budgets.look(contactId, message.kind, cause, systemClock.now());
    if (may === 'exhausted') continue;
    await sendToQueue(queues, QUEUE_URLS[channel], [message]);
    isOnItsWay = true;
  }
  return isOnItsWay;
}
