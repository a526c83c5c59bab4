import { SQSClient } from '@aws-sdk/client-sqs';
import { MessageRequest } from '../../events/message.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { AcceptMessageEnv, loadEnv } from '../../shared/env.ts';
import { requireCaller } from '../../shared/http/caller.ts';
import { door, jsonAnswer } from '../../shared/http/door.ts';
import { idempotencyKey } from '../../shared/http/idempotency-key.ts';
import { jsonBody, parse } from '../../shared/http/request.ts';
import { provenKeys } from '../../shared/ledger/pepper-canary.ts';
import { sendToQueue } from '../../shared/queue.ts';
import { acceptMessage } from '../../shared/sending/accept-message.ts';
import { putContent, putMessage } from '../../shared/sending/messages-table.ts';
import { putSend } from '../../shared/sending/sends-table.ts';

const env = loadEnv(AcceptMessageEnv);
const database = dynamo();
const queues = new SQSClient({});
const contacts = provenKeys(database, env);

const QUEUE_URLS: Record<MessageRequest['channel'], string> = {
  email: env.EMAIL_SEND_QUEUE_URL,
  sms: env.SMS_SEND_QUEUE_URL,
};

/** POST /v1/messages: accepted is not sent. Each recipient passes the gate when its turn comes. */
export const handler = door(async (event) => {
  const { clientId } = requireCaller(event, 'send');
  const key = idempotencyKey(event);
  const request = parse(MessageRequest, jsonBody(event));
  const accepted = await acceptMessage(request, clientId, key, {
    catalogue,
    keys: await contacts(),
    now: new Date(),
    linkBaseUrl: env.LINK_BASE_URL,
    putContent: (content) => putContent(database, env.OPERATIONS_TABLE, content),
    putMessage: (message) => putMessage(database, env.OPERATIONS_TABLE, message),
    putSend: (record) => putSend(database, env.SENDS_TABLE, record),
    enqueue: (sends) => sendToQueue(queues, QUEUE_URLS[request.channel], sends),
  });
  return jsonAnswer(202, accepted);
});
