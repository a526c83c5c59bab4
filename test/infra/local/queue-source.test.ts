import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { localClient } from '../../../infra/local/aws-local.ts';
import { fixtureStack, mapping } from './fixture-stack.ts';
import { until } from './until.ts';
import { type Stack, withStack, writing } from './with-stack.ts';

describe('a queue', () => {
  const assemble = (code: string) => (folder: string) =>
    fixtureStack(
      folder,
      { Consume: { code: writing(folder) + code } },
      {
        DeadLetters: { Type: 'AWS::SQS::Queue' },
        Work: {
          Type: 'AWS::SQS::Queue',
          Properties: {
            VisibilityTimeout: 1,
            RedrivePolicy: {
              deadLetterTargetArn: { 'Fn::GetAtt': ['DeadLetters', 'Arn'] },
              maxReceiveCount: 3,
            },
          },
        },
        Mapping: mapping('Work', 'Consume', { BatchSize: 10 }),
      },
    );
  const sqsOf = (stack: Stack) => new SQSClient(localClient(stack.endpoints.sqs));
  const sendTo = (stack: Stack, body: string) =>
    sqsOf(stack).send(new SendMessageCommand({ QueueUrl: stack.names.Work, MessageBody: body }));

  test('delivers again, after its visibility, what a partial failure names, and nothing else', async () => {
    const code = `export const handler = async ({ Records }) => {
      for (const r of Records) write('seen', r.body + ' ' + r.attributes.ApproximateReceiveCount);
      const bad = Records.filter((r) => r.body === 'bad' && r.attributes.ApproximateReceiveCount === '1');
      return { batchItemFailures: bad.map((r) => ({ itemIdentifier: r.messageId })) };
    };`;
    await withStack(assemble(code), async (stack, written) => {
      await sendTo(stack, 'good');
      await sendTo(stack, 'bad');
      await until('the bad message came back', () => written('seen').includes('bad 2'));
      await until('the queue is empty', () => isEmpty(sqsOf(stack), stack.names.Work));
      expect(written('seen').filter((line) => line.startsWith('good'))).toEqual(['good 1']);
    });
  });

  test('moves to its dead letters what has failed too often', async () => {
    const code = `export const handler = async ({ Records }) => {
      for (const r of Records) write('seen', r.body);
      throw new Error('never');
    };`;
    await withStack(assemble(code), async (stack, written) => {
      const body = JSON.stringify({ contactId: 'abc' });
      await sendTo(stack, body);
      const dead = await until('the message is a dead letter', async () => {
        const QueueUrl = stack.names.DeadLetters;
        const got = await sqsOf(stack).send(new ReceiveMessageCommand({ QueueUrl }));
        return got.Messages?.[0];
      });
      expect(dead.Body).toBe(body);
      expect(written('seen')).toEqual([body, body, body]);
      const steps = stack.hops.recent().filter(({ place }) => place === 'queue');
      expect(steps[0]).toMatchObject({
        name: 'Work',
        contactId: 'abc',
        detail: 'message from runner',
      });
      expect(steps.map(({ detail }) => detail)).toContain('to Consume, attempt 3');
    });
  });
});

async function isEmpty(client: SQSClient, QueueUrl: string | undefined): Promise<boolean> {
  const { Attributes } = await client.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
  );
  const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes ?? {};
  return ApproximateNumberOfMessages === '0' && ApproximateNumberOfMessagesNotVisible === '0';
}
