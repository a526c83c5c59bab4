import type {
  DynamoDBBatchResponse,
  DynamoDBStreamEvent,
  SQSBatchResponse,
  SQSEvent,
} from 'aws-lambda';
import { log, traceOf } from './log.ts';

type QueueMessage = SQSEvent['Records'][number];

/**
 * The wrapper of every queue function: each message on its own, and exactly the failed ones go back.
 * Resolves when every message is settled, so nothing runs on after the invocation.
 */
export async function eachMessage(
  event: SQSEvent,
  handle: (message: QueueMessage) => Promise<'done' | 'retry'>,
): Promise<SQSBatchResponse> {
  // Async even where `handle` throws at once: that must not leave the other messages running unawaited.
  const settled = event.Records.map(async (message) => handle(message));
  const results = await Promise.allSettled(settled);
  const batchItemFailures = event.Records.flatMap(({ messageId }, index) => {
    const result = results[index];
    if (result?.status === 'fulfilled' && result.value === 'done') return [];
    if (result?.status === 'rejected') {
      log('error', 'message failed', { messageId, error: traceOf(result.reason) });
    }
    return [{ itemIdentifier: messageId }];
  });
  return { batchItemFailures };
}

/** Untouched, for another time: every message comes back by its visibility. */
export function returnAll(event: SQSEvent): SQSBatchResponse {
  return {
    batchItemFailures: event.Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  };
}

type StreamRecord = DynamoDBStreamEvent['Records'][number];

/** In order, up to the first that fails: the stream takes up again from there. */
export async function eachRecord(
  event: DynamoDBStreamEvent,
  handle: (record: StreamRecord) => Promise<void>,
): Promise<DynamoDBBatchResponse> {
  for (const record of event.Records) {
    try {
      await handle(record);
    } catch (error) {
      log('error', 'stream record failed', { error: traceOf(error) });
      return { batchItemFailures: [{ itemIdentifier: record.dynamodb?.SequenceNumber ?? '' }] };
    }
  }
  return { batchItemFailures: [] };
}
