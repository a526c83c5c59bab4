import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { readContactField } from '../../shared/domain/contact-field.ts';
import { contactIdsOf } from '../../shared/domain/contact-point.ts';
import { networkBucket } from '../../shared/domain/network.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { AskPreferencesEnv, loadEnv } from '../../shared/env.ts';
import { ConsentError } from '../../shared/errors.ts';
import { door } from '../../shared/http/door.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { htmlAnswer } from '../../shared/pages/answer.ts';
import {
  askPage,
  faultyAskPage,
  linkOnItsWayPage,
  notAskedPage,
} from '../../shared/pages/ask-pages.ts';
import { voiceFor } from '../../shared/pages/language.ts';
import { doubtOf, readTyped } from '../../shared/pages/typed-contact.ts';
import { preferencesAsker } from '../../shared/service-messages/ask-for-preferences.ts';
import { dynamoBudgets } from '../../shared/service-messages/budgets.ts';

const env = loadEnv(AskPreferencesEnv);
const database = dynamo();
const contactSecrets = provenKeys(database, env);
const budgets = dynamoBudgets(database, env.OPERATIONS_TABLE);
const sendsTexts = catalogue.service.text !== undefined;
const ask = preferencesAsker(new SQSClient({}), env);

/** A school or a company behind one address is no flood. */
const NETWORK_PER_HOUR = 100;

/** GET, HEAD, POST, OPTIONS /p: mails or texts a link. Who is known is not known here, so no answer tells it (A19). */
export const handler = door(
  async (event) => {
    const { method } = event.requestContext.http;
    if (method === 'OPTIONS') return { statusCode: 204, headers: { allow: 'GET, HEAD, POST' } };
    const voice = voiceFor(catalogue, event);
    if (method !== 'POST') return htmlAnswer(200, askPage(voice));
    const typed = readTyped(event, sendsTexts);
    const channel = typed.field === 'email' ? 'email' : 'sms';
    const reading = readContactField(typed.field, typed.value, [channel]);
    if ('fault' in reading) return htmlAnswer(422, faultyAskPage(voice, typed));
    await refuseFlood(event);
    const { contactId } = contactIdsOf(await contactSecrets(), reading.point);
    await ask({ contactId, channel, locale: voice.words.locale }, systemClock.now());
    return htmlAnswer(
      202,
      linkOnItsWayPage(voice, doubtOf(voice.words.frame.didYouMean, reading.point.address)),
    );
  },
  ({ status }, event) => {
    const page = notAskedPage(
      voiceFor(catalogue, event),
      readTyped(event, sendsTexts),
      status === 429,
    );
    return htmlAnswer(status, page);
  },
);

async function refuseFlood(event: APIGatewayProxyEventV2): Promise<void> {
  const heap = `asking#${networkBucket(event.requestContext.http.sourceIp)}`;
  if (await budgets.fits(heap, NETWORK_PER_HOUR, systemClock.now())) return;
  throw new ConsentError('rate_limited', 'Too many links were asked for. Try again in an hour.');
}
