import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { localClient } from '../aws-local.ts';
import { contactIdOf } from '../engines/contact-id-of.ts';
import type { Outcome } from '../functions/environment.ts';
import { MAX_ENVIRONMENTS_PER_FUNCTION } from '../functions/function-pool.ts';
import type { Hops } from '../hops.ts';
import type { Service } from '../running.ts';
import type { EventSource, LocalQueue } from '../template/read-stack.ts';
import { failedItems } from './failed-items.ts';
import { keepTrying } from './keep-trying.ts';
import { queueRecord } from './queue-record.ts';

const DEFAULT_BATCH_MESSAGES = 10;
// SQS gives at most ten at a time.
const MAX_RECEIVED_MESSAGES = 10;
// Short, so that nothing waits long for a stop. A new message ends the wait at once.
const LONG_POLL_SECONDS = 1;

export type QueueSourceOptions = {
  source: EventSource<LocalQueue>;
  /** The policy door: Lambda polls with the function's own role. */
  endpoint: string;
  invoke(event: unknown): Promise<Outcome>;
  hops: Hops;
};

/** Delivers a queue's messages to its function in batches; what fails comes back by its visibility. */
export function queueSource({ source, endpoint, invoke, hops }: QueueSourceOptions): Service {
  const { fn, mapping, source: queue } = source;
  const client = new SQSClient(localClient(endpoint, fn.name));
  const name = `queue ${queue.name}`;
  const stopping = new AbortController();
  const { signal } = stopping;
  const limit = Math.min(
    mapping.ScalingConfig?.MaximumConcurrency ?? MAX_ENVIRONMENTS_PER_FUNCTION,
    fn.maxConcurrency ?? MAX_ENVIRONMENTS_PER_FUNCTION,
    MAX_ENVIRONMENTS_PER_FUNCTION,
  );

  async function poll(): Promise<void> {
    // Lambda looks at the queue before it polls, and needs leave to.
    const attributes = new GetQueueAttributesCommand({
      QueueUrl: queue.url,
      AttributeNames: ['VisibilityTimeout'],
    });
    await client.send(attributes, { abortSignal: signal });
    const running = new Set<Promise<void>>();
    while (!signal.aborted) {
      const batch = await collect();
      if (batch.length === 0) continue;
      const delivery: Promise<void> = deliver(batch).finally(() => running.delete(delivery));
      running.add(delivery);
      if (running.size >= limit) await Promise.race(running);
    }
  }

  /** A batch: at once what is there, or more within the mapping's window. */
  async function collect(): Promise<Message[]> {
    const wanted = mapping.BatchSize ?? DEFAULT_BATCH_MESSAGES;
    const batch = await receive(wanted, LONG_POLL_SECONDS);
    const closesAt = performance.now() + mapping.MaximumBatchingWindowInSeconds * 1_000;
    while (batch.length > 0 && batch.length < wanted && performance.now() < closesAt) {
      batch.push(...(await receive(wanted - batch.length, LONG_POLL_SECONDS)));
    }
    return batch;
  }

  async function receive(wanted: number, waitSeconds: number): Promise<Message[]> {
    const received = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: queue.url,
        MaxNumberOfMessages: Math.min(wanted, MAX_RECEIVED_MESSAGES),
        WaitTimeSeconds: waitSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
      { abortSignal: signal },
    );
    return received.Messages ?? [];
  }

  async function deliver(batch: readonly Message[]): Promise<void> {
    for (const message of batch) recordReceived(message);
    try {
      const outcome = await invoke({
        Records: batch.map((message) => queueRecord(message, queue.arn)),
      });
      const reports = mapping.FunctionResponseTypes.length > 0;
      const ids = batch.map(({ MessageId }) => MessageId ?? '');
      const left = failedItems(outcome, ids, reports);
      await remove(batch.filter(({ MessageId }) => !left.has(MessageId ?? '')));
    } catch (error) {
      // The messages come back by their visibility.
      if (!signal.aborted) console.error(`${name}: ${String(error)}`);
    }
  }

  async function remove(done: readonly Message[]): Promise<void> {
    for (let i = 0; i < done.length; i += MAX_RECEIVED_MESSAGES) {
      const Entries = done.slice(i, i + MAX_RECEIVED_MESSAGES).map(({ ReceiptHandle }, j) => ({
        Id: String(j),
        ReceiptHandle,
      }));
      await client.send(new DeleteMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    }
  }

  function recordReceived({ Attributes, Body }: Message): void {
    const attempt = Attributes?.ApproximateReceiveCount ?? '1';
    const detail = attempt === '1' ? `to ${fn.name}` : `to ${fn.name}, attempt ${attempt}`;
    const step = { at: Date.now(), place: 'queue', name: queue.name, ok: true } as const;
    hops.record({ ...step, detail, ...contactIdOf(Body) });
  }

  return {
    name,
    async start() {
      void keepTrying(name, signal, poll);
    },
    async stop() {
      stopping.abort();
      client.destroy();
    },
  };
}
