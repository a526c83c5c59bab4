import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { QueuedSend } from '../../events/queued-send.ts';
import { eachMessage, returnAll } from '../batch.ts';
import { openFence } from './fence.ts';
import type { Invocation, SendResult } from './send-one.ts';

/**
 * The whole of a sender's invocation: nothing while withdrawals wait in the spool; else each message on its own,
 * all of them waited for, and the fence closed at the very end, whatever happens (DESIGN §5).
 */
export async function sendBatch(
  event: SQSEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  isSpoolEmpty: () => Promise<boolean>,
  send: (send: QueuedSend, invocation: Invocation) => Promise<SendResult>,
): Promise<SQSBatchResponse> {
  if (!(await isSpoolEmpty())) return returnAll(event);
  const fence = openFence();
  const invocation = {
    newPermitId: () => `${context.awsRequestId}.${randomUUID()}`,
    fence,
    remainingMs: () => context.getRemainingTimeInMillis(),
  };
  try {
    return await eachMessage(event, ({ body }) =>
      send(QueuedSend.parse(JSON.parse(body)), invocation),
    );
  } finally {
    fence.close();
  }
}
