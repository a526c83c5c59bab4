import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { log, traceOf } from './log.ts';

const LOOK_TIMEOUT_MS = 1_000;

/** All that is in a queue: what a consumer tries and fails again is out of sight in between. */
export const QUEUE_COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;

/**
 * Whether no withdrawal waits in any of these queues to be put in force. Asked before claims and never kept: an
 * environment may be frozen for any time between two invocations. What cannot be read counts as not empty.
 */
export async function isSpoolEmpty(
  queues: SQSClient,
  ...queueUrls: readonly string[]
): Promise<boolean> {
  const abortSignal = AbortSignal.timeout(LOOK_TIMEOUT_MS);
  const look = async (QueueUrl: string): Promise<boolean> => {
    const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...QUEUE_COUNTS] });
    const { Attributes } = await queues.send(command, { abortSignal });
    return QUEUE_COUNTS.every((name) => Attributes?.[name] === '0');
  };
  try {
    return (await Promise.all(queueUrls.map(look))).every(Boolean);
  } catch (error) {
    log('error', 'withdrawal spool unreadable', { error: traceOf(error) });
    return false;
  }
}
