import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { QueuedSend } from '../../../events/queued-send.ts';
import { openFence } from '../../../shared/sending/fence.ts';
import { sendBatch } from '../../../shared/sending/send-batch.ts';
import type { Invoke } from '../system.ts';

/** As middy has it unless told otherwise. */
const TIMEOUT_EARLY_MS = 5;

/** Answers shortly before the timeout, around the handler: its fence is inside, and stays open. */
export const answeredEarly: Invoke = (event, context, look, send, clock) => {
  const early = async () => {
    await clock.sleep(context.getRemainingTimeInMillis() - TIMEOUT_EARLY_MS);
    return everythingFailed(event);
  };
  return Promise.race([sendBatch(event, context, look, send), early()]);
};

/** Returns when the first message fails, whatever the others are at. */
export function returnsAtFirstFailure(fenced: boolean): Invoke {
  return async (event, context, _look, send) => {
    const fence = openFence();
    const invocation = {
      newPermitId: () => context.awsRequestId,
      fence,
      remainingMs: () => context.getRemainingTimeInMillis(),
    };
    const sends = event.Records.map(async ({ messageId, body }) => {
      const result = await send(QueuedSend.parse(JSON.parse(body)), invocation);
      return result === 'done' ? [] : [{ itemIdentifier: messageId }];
    });
    try {
      return { batchItemFailures: (await Promise.all(sends)).flat() };
    } catch {
      return everythingFailed(event);
    } finally {
      if (fenced) fence.close();
    }
  };
}

function everythingFailed(event: SQSEvent): SQSBatchResponse {
  return {
    batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}
