import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { catalogue } from '../../shared/catalogue.ts';
import { readUnsubscribeLink } from '../../shared/domain/token.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, UnsubscribeEnv } from '../../shared/env.ts';
import { circumstancesOf } from '../../shared/http/circumstances.ts';
import { door } from '../../shared/http/door.ts';
import { withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import {
  notStoppedPage,
  stopReceivedPage,
  unknownLinkPage,
  unsubscribedPage,
  unsubscribePage,
} from '../../shared/pages/unsubscribe-pages.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { withdrawPorts } from '../../shared/withdraw-ports.ts';

const env = loadEnv(UnsubscribeEnv);
const ports = withdrawPorts(dynamo(), new SQSClient({}), env);
const keys = linkKeys(env);

/** GET, HEAD, POST, OPTIONS /u/{token}: only POST changes anything, and any POST unsubscribes (RFC 8058). */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const path = (event.pathParameters?.token ?? '').replace(/\/$/, '');
    const link = readUnsubscribeLink(await keys.forToken(path), env.ENVIRONMENT, path);
    if (!link) return htmlAnswer(404, unknownLinkPage(catalogue));
    if (method !== 'POST') return htmlAnswer(200, unsubscribePage(catalogue, link.scope));
    const source = sourceOf(event);
    if ((await stop(link, path, source, event)) !== 'spooled') {
      return htmlAnswer(200, unsubscribedPage(catalogue, link.scope));
    }
    // A mail provider tries again later; it would take any 2xx for done.
    return htmlAnswer(source === 'one-click' ? 503 : 202, stopReceivedPage(catalogue, link.scope));
  },
  (problem) => htmlAnswer(problem.status, notStoppedPage(catalogue)),
);

/** Named after the token and the withdrawals seen: a replay adds nothing, yet an old link works after a new consent. */
function stop(
  link: NonNullable<ReturnType<typeof readUnsubscribeLink>>,
  path: string,
  source: 'one-click' | 'unsubscribe-page',
  event: APIGatewayProxyEventV2,
) {
  return withdrawOrSpool(ports, {
    source,
    evidence: circumstancesOf(event),
    parts: [
      {
        contactId: link.contactId,
        matchId: null,
        requests: [{ kind: 'withdraw', cover: link.scope, reason: 'withdrawn' }],
      },
    ],
    caller: 'u',
    // Hashed: the name may wait in a queue, and a token is a key.
    name: createHash('sha256').update(path).digest('base64url'),
    repeatable: true,
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
