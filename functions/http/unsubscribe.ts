import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ContactId } from '../../events/scope.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { channelOf } from '../../shared/domain/scope.ts';
import { readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, UnsubscribeEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door } from '../../shared/http/door.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import type { Withdrawal } from '../../shared/ledger/spoolable.ts';
import { withdrawEverywhere } from '../../shared/ledger/withdraw-everywhere.ts';
import { withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import { readPosted } from '../../shared/pages/leave-form.ts';
import {
  mistakePage,
  notStoppedPage,
  reasonCountedPage,
  stopReceivedPage,
  unknownLinkPage,
  unsubscribedPage,
  unsubscribePage,
} from '../../shared/pages/unsubscribe-pages.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { preferencesAsker, wasAsked } from '../../shared/service-messages/ask-for-preferences.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(UnsubscribeEnv);
const database = dynamo();
const queues = new SQSClient({});
const ports = withdrawPorts(database, queues, env);
const ask = preferencesAsker(queues, env);
const keys = linkKeys(env);
const measure = metricsOf(env.ENVIRONMENT);
const linked = (contactId: ContactId) => linkedContacts(database, env.OPERATIONS_TABLE, contactId);

/** GET, HEAD, POST, OPTIONS /u/{token}: only POST changes anything, and any POST unsubscribes (RFC 8058). */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const voice = voiceFor(catalogue, event);
    const path = pathOf(event);
    const link = readUnsubscribeLink(await keys.forToken(path), env.ENVIRONMENT, path);
    if (!link) return htmlAnswer(404, unknownLinkPage(voice));
    if (method !== 'POST') return htmlAnswer(200, unsubscribePage(voice, link.scope));
    const posted = readPosted(event);
    const stopped = { scope: link.scope, isEverything: posted.isEverything };
    const source = posted.isOneClick ? 'one-click' : 'unsubscribe-page';
    if ((await stop(link, path, source, posted.isEverything, event)) === 'spooled') {
      // A mail provider tries again later; it would take any 2xx for done.
      return htmlAnswer(posted.isOneClick ? 503 : 202, stopReceivedPage(voice, stopped));
    }
    if (posted.isMistake) {
      const channel = channelOf(link.scope) === 'sms' ? 'sms' : 'email';
      const { contactId } = link;
      const isAsked = await wasAsked(
        ask({ contactId, channel, locale: voice.words.locale }, systemClock.now()),
      );
      const page = isAsked ? mistakePage(voice) : unsubscribedPage(voice, stopped);
      return htmlAnswer(isAsked ? 202 : 503, page);
    }
    if (!posted.reason) return htmlAnswer(200, unsubscribedPage(voice, stopped));
    measure('LeaveReasons', 1, { Reason: posted.reason });
    return htmlAnswer(200, reasonCountedPage(voice));
  },
  (problem, event) => {
    const page = notStoppedPage(voiceFor(catalogue, event), readPosted(event).isEverything);
    return htmlAnswer(problem.status, page);
  },
);

const pathOf = (event: APIGatewayProxyEventV2) =>
  (event.pathParameters?.token ?? '').replace(/\/$/, '');

/** Named after the token and the withdrawals seen: a replay adds nothing, yet an old link works after a new consent. */
async function stop(
  { contactId, scope }: NonNullable<ReturnType<typeof readUnsubscribeLink>>,
  path: string,
  source: 'one-click' | 'unsubscribe-page',
  isEverything: boolean,
  event: APIGatewayProxyEventV2,
) {
  // Hashed: the name may wait in a queue, and a token is a key.
  const name = createHash('sha256').update(path).digest('base64url');
  const cover = isEverything ? '*' : scope;
  const withdrawal: Withdrawal = {
    ...{ source, caller: 'u', bodyHash: '', repeatable: true },
    evidence: circumstancesOf(event),
    parts: [
      { contactId, matchId: null, requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }] },
    ],
    name: isEverything ? `${name}#everything` : name,
  };
  if (!isEverything) return withdrawOrSpool(ports, withdrawal);
  const stopped = await withdrawEverywhere({ ...ports, linkedContacts: linked }, withdrawal);
  if (stopped === 'links unknown') {
    throw new ConsentError('unavailable', 'Not everything could be stopped. Press once more.');
  }
  return stopped;
}
