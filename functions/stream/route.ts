import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { ContactId } from '../../events/scope.ts';
import { eachRecord } from '../../shared/batch.ts';
import { type ConfirmedChannel, confirmations } from '../../shared/domain/pending.ts';
import {
  confirmationOf,
  type Destination,
  routesOf,
  updateOf,
} from '../../shared/domain/routing.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, RouteEnv } from '../../shared/env.ts';
import { addHold } from '../../shared/ledger/holds-table.ts';
import { confirmationsAgain, parseLedgerItem } from '../../shared/ledger/ledger-item.ts';
import { log } from '../../shared/log.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { sendToQueue } from '../../shared/queue.ts';

const env = loadEnv(RouteEnv);
const database = dynamo();
const queues = new SQSClient({});
const measure = metricsOf(env.ENVIRONMENT);

const QUEUE_URLS: Record<Destination, string> = {
  'suppression-list': env.SUPPRESSION_QUEUE_URL,
  'email-sender': env.EMAIL_UPDATE_QUEUE_URL,
  'sms-sender': env.SMS_UPDATE_QUEUE_URL,
};

const CONFIRMATION_URLS: Record<ConfirmedChannel, string> = {
  email: env.SERVICE_EMAIL_QUEUE_URL,
  sms: env.SERVICE_TEXT_QUEUE_URL,
};

/** The ledger's stream: each event's news to the queue of everyone whom it concerns. */
export const handler = (event: DynamoDBStreamEvent) =>
  eachRecord(event, async ({ eventName, dynamodb }) => {
    if (eventName !== 'INSERT') {
      // The ledger is only ever added to: this was a hand from outside.
      log('error', 'ledger tampering', { outcome: eventName ?? 'unknown' });
      measure('LedgerTampering', 1, {});
      const contact = ContactId.safeParse(dynamodb?.Keys?.pk?.S);
      if (contact.success) await addHold(database, env.GATE_TABLE, contact.data, 'tampering');
      return;
    }
    const image = (dynamodb?.NewImage ?? {}) as Record<string, AttributeValue>;
    const item = unmarshall(image);
    for (const { channel, message } of confirmationsAgain(item)) {
      await sendToQueue(queues, CONFIRMATION_URLS[channel], [message]);
    }
    const ledgerEvent = parseLedgerItem(item);
    if (!ledgerEvent) return;
    const update = updateOf(ledgerEvent);
    for (const destination of routesOf(ledgerEvent)) {
      await sendToQueue(queues, QUEUE_URLS[destination], [update]);
    }
    for (const channel of confirmations(ledgerEvent).keys()) {
      await sendToQueue(queues, CONFIRMATION_URLS[channel], [confirmationOf(ledgerEvent)]);
    }
  });
