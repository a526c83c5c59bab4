import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { callerOf, LOCAL_REGION, LOOPBACK, localClient } from '../aws-local.ts';
import type { Hops } from '../hops.ts';
import type { Service } from '../running.ts';
import type { LocalQueue, LocalStack } from '../template/read-stack.ts';
import { contactIdOf } from './contact-id-of.ts';

type Sent = { MessageBody: string };

/** Queues, topics and buckets: fauxqs, in this process and in memory. Every sent message is a hop. */
export function queues(
  { queues: declared, buckets }: Pick<LocalStack, 'queues' | 'buckets'>,
  port: number,
  hops: Hops,
): Service {
  const app = buildApp({ logger: false, defaultRegion: LOCAL_REGION });
  app.addHook('onResponse', async (request, reply) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (reply.statusCode !== 200 || !target.startsWith('AmazonSQS.SendMessage')) return;
    recordSent(
      request.body,
      callerOf(request.headers.authorization)?.name ?? 'unknown',
      declared,
      hops,
    );
  });
  return {
    name: 'queues and buckets',
    async start() {
      await app.listen({ port, host: LOOPBACK });
      const endpoint = `http://${LOOPBACK}:${port}`;
      const client = new SQSClient(localClient(endpoint));
      for (const queue of declared) await createQueue(client, queue);
      client.destroy();
      for (const bucket of buckets) await createBucket(endpoint, bucket);
    },
    async stop() {
      await app.close();
    },
  };
}

async function createQueue(client: SQSClient, { name, properties }: LocalQueue): Promise<void> {
  const { QueueName: _, RedrivePolicy, ...numbers } = properties;
  const attributes = Object.entries(numbers).map(([key, value]) => [key, String(value)]);
  if (RedrivePolicy) attributes.push(['RedrivePolicy', JSON.stringify(RedrivePolicy)]);
  await client.send(
    new CreateQueueCommand({ QueueName: name, Attributes: Object.fromEntries(attributes) }),
  );
}

async function createBucket(endpoint: string, bucket: string): Promise<void> {
  const answer = await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  if (!answer.ok) throw new Error(`Bucket ${bucket} was not created: ${answer.status}`);
}

function recordSent(body: unknown, caller: string, declared: readonly LocalQueue[], hops: Hops) {
  if (typeof body !== 'object' || body === null || !('QueueUrl' in body)) return;
  const queue = declared.find(({ name }) => String(body.QueueUrl).endsWith(`/${name}`));
  const batch = 'Entries' in body && Array.isArray(body.Entries) ? body.Entries : [body];
  for (const { MessageBody } of batch as Sent[]) {
    hops.record({
      at: Date.now(),
      place: 'queue',
      name: queue?.name ?? String(body.QueueUrl),
      detail: `message from ${caller}`,
      ok: true,
      ...contactIdOf(MessageBody),
    });
  }
}
