import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { readUnsubscribeLink } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, UnsubscribeEnv } from '../../shared/env.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door } from '../../shared/http/door.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import {
  notStoppedPage,
  unknownLinkPage,
  unsubscribedPage,
  unsubscribePage,
} from '../../shared/pages/unsubscribe-pages.ts';
import { linkKeys } from '../../shared/secrets.ts';

const env = loadEnv(UnsubscribeEnv);
const database = dynamo();
const ledger = dynamoLedger(database, env, keysTable(database, env));
const keys = linkKeys(env);

/** GET, HEAD, POST, OPTIONS /u/{token}: only POST changes anything, and any POST unsubscribes (RFC 8058). */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const path = (event.pathParameters?.token ?? '').replace(/\/$/, '');
    const link = readUnsubscribeLink(await keys(), env.ENVIRONMENT, path);
    if (!link) return htmlAnswer(404, unknownLinkPage(catalogue));
    if (method !== 'POST') return htmlAnswer(200, unsubscribePage(catalogue, link.scope));
    await stop(link, path, event);
    return htmlAnswer(200, unsubscribedPage(catalogue, link.scope));
  },
  (problem) => htmlAnswer(problem.status, notStoppedPage(catalogue)),
);

/** Named after the token and the withdrawals seen: a replay adds nothing, yet an old link works after a new consent. */
async function stop(
  link: NonNullable<ReturnType<typeof readUnsubscribeLink>>,
  path: string,
  event: APIGatewayProxyEventV2,
): Promise<void> {
  await withdraw(ledger, systemClock, {
    source: sourceOf(event),
    evidence: circumstancesOf(event),
    parts: [
      {
        contactId: link.contactId,
        matchId: null,
        requests: [{ kind: 'withdraw', cover: link.scope, reason: 'withdrawn' }],
      },
    ],
    caller: 'u',
    idempotencyKey: (withdrawalsSeen) => `${path}#${withdrawalsSeen}`,
    bodyHash: '',
  });
}

const ONE_CLICK_LOOK_BYTES = 4_096;

/** Only for the record; what the body holds decides nothing (RFC 8058 §8.3 prints one that cannot be parsed). */
function sourceOf({ body = '', isBase64Encoded }: APIGatewayProxyEventV2) {
  const encoding = isBase64Encoded ? 'base64' : 'utf8';
  const start = Buffer.from(body.slice(0, ONE_CLICK_LOOK_BYTES), encoding).toString();
  return /One-Click/i.test(start) ? 'one-click' : 'unsubscribe-page';
}
