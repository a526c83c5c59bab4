import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Json } from './domain/jcs.ts';

const BATCH_ENTRIES = 10;
const MAX_ROUNDS = 5;

/** Sends every body as a JSON message; throws if the queue would not take one after a few rounds. */
export async function sendToQueue(
  queues: SQSClient,
  queueUrl: string,
  bodies: readonly Json[],
  signal?: AbortSignal,
): Promise<void> {
  for (let start = 0; start < bodies.length; start += BATCH_ENTRIES) {
    await sendBatch(queues, queueUrl, bodies.slice(start, start + BATCH_ENTRIES), signal);
  }
}

async function sendBatch(
  queues: SQSClient,
  QueueUrl: string,
  bodies: readonly Json[],
  abortSignal?: AbortSignal,
) {
  let entries = bodies.map((body, index) => ({
    Id: String(index),
    MessageBody: JSON.stringify(body),
  }));
  for (let round = 0; round < MAX_ROUNDS && entries.length > 0; round++) {
    const command = new SendMessageBatchCommand({ QueueUrl, Entries: entries });
    const answer = await queues.send(command, { ...(abortSignal && { abortSignal }) });
    const failed = new Set((answer.Failed ?? []).map(({ Id }) => Id));
    entries = entries.filter(({ Id }) => failed.has(Id));
  }
  if (entries.length > 0) throw new Error(`${entries.length} messages were not taken by the queue`);
}
