import { DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL_ACCOUNT, LOOPBACK, localClient } from '../../infra/local/aws-local.ts';
import { queues } from '../../infra/local/engines/queues.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { hops } from '../../infra/local/hops.ts';

export type QueueWorld = {
  endpoint: string;
  urlOf(name: string): string;
  /** Takes everything off the queue: the parsed bodies, in no order. */
  drain(name: string): Promise<unknown[]>;
  stop(): Promise<void>;
};

/** Real queues, in memory, in this process. */
export async function startQueues(...names: string[]): Promise<QueueWorld> {
  const port = await freePort(0, '--port');
  const endpoint = `http://${LOOPBACK}:${port}`;
  const urlOf = (name: string) => `${endpoint}/${LOCAL_ACCOUNT}/${name}`;
  const declared = names.map((name) => ({
    name,
    url: urlOf(name),
    arn: `arn:${name}`,
    properties: { VisibilityTimeout: 30 },
  }));
  const service = queues({ queues: declared, buckets: [] }, port, hops());
  await service.start();
  const client = new SQSClient(localClient(endpoint));
  return {
    endpoint,
    urlOf,
    async drain(name) {
      const bodies: unknown[] = [];
      for (;;) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({ QueueUrl: urlOf(name), MaxNumberOfMessages: 10 }),
        );
        if (Messages.length === 0) return bodies;
        for (const { Body = '', ReceiptHandle } of Messages) {
          bodies.push(JSON.parse(Body));
          await client.send(new DeleteMessageCommand({ QueueUrl: urlOf(name), ReceiptHandle }));
        }
      }
    },
    async stop() {
      client.destroy();
      await service.stop();
    },
  };
}
