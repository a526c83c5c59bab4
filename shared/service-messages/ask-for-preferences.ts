import type { SQSClient } from '@aws-sdk/client-sqs';
import type { ServiceMessage } from '../../events/service-message.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import { isOutage } from '../dynamo.ts';
import { sendToQueue } from '../queue.ts';
import type { PreferencesWanted } from './send-service-message.ts';

type Env = { SERVICE_EMAIL_QUEUE_URL: string; SERVICE_TEXT_QUEUE_URL: string };

type Asked = Pick<PreferencesWanted, 'contactId' | 'locale'> & { channel: ConfirmedChannel };

/** Asks for a link to somebody's preferences, whoever they are: the sender finds out, and writes to nobody unknown. */
export function preferencesAsker(queues: SQSClient, env: Env) {
  const urls = { email: env.SERVICE_EMAIL_QUEUE_URL, sms: env.SERVICE_TEXT_QUEUE_URL };
  return async ({ contactId, channel, locale }: Asked, now: Date): Promise<void> => {
    const message: ServiceMessage = {
      ...{ version: 1, kind: 'preferences', contactId, locale, askedAt: now.toISOString() },
    };
    await sendToQueue(queues, urls[channel], [message]);
  };
}

/** For whom it comes second: false where the queue cannot be reached, which undoes nothing that was done before. */
export async function wasAsked(asking: Promise<void>): Promise<boolean> {
  try {
    await asking;
    return true;
  } catch (error) {
    if (!isOutage(error)) throw error;
    return false;
  }
}
