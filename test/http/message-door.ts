import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Door } from '../../shared/http/door.ts';
import { messageKey, readMessageSends } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { startQueues } from './queue-world.ts';
import type { World } from './world.ts';

const QUEUE = 'email-sends';
const TEXT_QUEUE = 'sms-sends';

export const caller = { clientId: 'newsletter-tool', scopes: 'send' };

/** One text to all of them. */
export const message = (...to: string[]) => ({
  channel: 'email',
  purpose: 'newsletter',
  content: { subject: 'What to sow', text: 'Sow beans.' },
  recipients: to.map((address) => ({ to: address })),
});

/** One text message to all of them. */
export const textMessage = (text: string, ...to: string[]) => ({
  channel: 'sms',
  purpose: 'offers',
  content: { text },
  recipients: to.map((number) => ({ to: number })),
});

type Answer = Awaited<ReturnType<Door>>;

export const json = ({ body }: Answer) => JSON.parse(body ?? '');

export const pointersOf = (answer: Answer): string[] =>
  json(answer).errors.map(({ pointer }: { pointer: string }) => pointer);

/** The doors of messages in `world`, with a real queue behind them. */
export async function messageDoor(world: World) {
  const queues = await startQueues(QUEUE, TEXT_QUEUE);
  process.env.AWS_ENDPOINT_URL_SQS = queues.endpoint;
  process.env.EMAIL_SEND_QUEUE_URL = queues.urlOf(QUEUE);
  process.env.SMS_SEND_QUEUE_URL = queues.urlOf(TEXT_QUEUE);
  const { handler: accept } = await import('../../functions/http/accept-message.ts');
  const { handler: status } = await import('../../functions/http/get-message.ts');

  return {
    stop: queues.stop,

    /** Takes everything off the queue. */
    queued: () => queues.drain(QUEUE),
    queuedTexts: () => queues.drain(TEXT_QUEUE),

    post(key: string | null, body: unknown, by = caller) {
      const headers = {
        'content-type': 'application/json',
        ...(key !== null && { 'idempotency-key': key }),
      };
      const request = { method: 'POST', path: '/v1/messages', headers, caller: by };
      return accept(gatewayEvent({ ...request, body: JSON.stringify(body) }), lambdaContext);
    },

    get(messageId: string, by = caller) {
      const path = `/v1/messages/${messageId}`;
      const request = { method: 'GET', path, pathParameters: { messageId }, caller: by };
      return status(gatewayEvent(request), lambdaContext);
    },

    /** How many records the Sends table holds. */
    async allSends(): Promise<number> {
      const { Count } = await world.dynamo.send(
        new ScanCommand({ TableName: TABLE_NAMES.SENDS_TABLE, Select: 'COUNT' }),
      );
      return Count ?? 0;
    },

    sendsOf(messageId: string) {
      const key = messageKey(caller.clientId, messageId);
      return readMessageSends(world.dynamo, TABLE_NAMES.SENDS_TABLE, key);
    },
  };
}
