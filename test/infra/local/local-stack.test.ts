import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetSendQuotaCommand, SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import {
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { localClient } from '../../../infra/local/aws-local.ts';
import { type LocalStackRunning, startLocal } from '../../../infra/local/start-local.ts';
import type { Assembly } from '../../../infra/local/template/template.ts';
import { fixtureStack, withFolder } from './fixture-stack.ts';
import { until } from './until.ts';

type Stack = LocalStackRunning & { folder: string };

/** Runs the stack that `assemble` declares. `written(file)` are the lines that a handler has appended. */
async function withStack(
  assemble: (folder: string) => Assembly,
  work: (stack: Stack, written: (file: string) => string[]) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const assembly = assemble(folder);
    const options = { folder, inMemory: true, withoutConsole: true, assemble: () => assembly };
    const stack = await startLocal(options);
    try {
      await work({ ...stack, folder }, (file) => lines(path.join(folder, file)));
    } finally {
      await stack.stop();
    }
  });
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** A handler's beginning: `write(file, line)` appends to a file of the test's folder. */
const writing = (folder: string) => `import { appendFileSync } from 'node:fs';
  const write = (file, line) => appendFileSync(${JSON.stringify(`${folder}/`)} + file, line + '\\n');`;

const mapping = (source: string, fn: string, more: Record<string, unknown>, attribute = 'Arn') => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: {
    EventSourceArn: { 'Fn::GetAtt': [source, attribute] },
    FunctionName: { Ref: fn },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...more,
  },
});

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

describe('a table stream', () => {
  const ledger = {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  };
  const assemble = (code: string, more: Record<string, unknown>) => (folder: string) =>
    fixtureStack(
      folder,
      { Route: { code: writing(folder) + code } },
      {
        Ledger: ledger,
        Failures: { Type: 'AWS::S3::Bucket' },
        Mapping: mapping(
          'Ledger',
          'Route',
          {
            StartingPosition: 'TRIM_HORIZON',
            DestinationConfig: {
              OnFailure: { Destination: { 'Fn::GetAtt': ['Failures', 'Arn'] } },
            },
            ...more,
          },
          'StreamArn',
        ),
      },
    );
  const put = async (stack: Stack, ...seqs: number[]) => {
    const client = new DynamoDBClient(localClient(stack.endpoints.dynamodb));
    for (const seq of seqs) {
      const sk = `EV#${String(seq).padStart(12, '0')}`;
      const Item = { pk: { S: 'c1' }, sk: { S: sk }, bytes: { B: Buffer.from('abc') } };
      await client.send(new PutItemCommand({ TableName: 'Ledger', Item }));
    }
  };

  test('is delivered in order, as JSON, and seen event by event', async () => {
    const code = `export const handler = async ({ Records }) => {
      for (const r of Records) write('seen', JSON.stringify(r.dynamodb.NewImage.sk.S + r.dynamodb.NewImage.bytes.B + typeof r.dynamodb.ApproximateCreationDateTime));
    };`;
    await withStack(assemble(code, {}), async (stack, written) => {
      await put(stack, 1, 2, 3);
      await until('all three came', () => written('seen').length === 3);
      expect(written('seen')).toEqual(
        [1, 2, 3].map((seq) => JSON.stringify(`EV#${String(seq).padStart(12, '0')}YWJjnumber`)),
      );
      const events = stack.hops.recent().filter(({ place }) => place === 'ledger');
      expect(events.map(({ contactId, detail }) => [contactId, detail])).toEqual(
        [1, 2, 3].map((seq) => ['c1', `event ${seq}`]),
      );
    });
  });

  test('isolates a poison record, stores it in S3 with its batch, and goes on', async () => {
    const code = `export const handler = async ({ Records }) => {
      const keys = Records.map((r) => r.dynamodb.Keys.sk.S.slice(-1));
      if (keys.includes('2')) throw new Error('poison');
      write('seen', keys.join(''));
    };`;
    const policy = { MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true };
    await withStack(assemble(code, policy), async (stack, written) => {
      await put(stack, 1, 2, 3);
      await until('the record after the poison came', () => written('seen').join('').includes('3'));
      expect(written('seen').join('')).toBe('13');
      const { s3 } = stack.endpoints;
      const list = await (await fetch(`${s3}/failures?list-type=2`)).text();
      const key = /<Key>(aws\/lambda\/[^<]+)<\/Key>/.exec(list)?.[1] ?? '';
      const stored = JSON.parse(await (await fetch(`${s3}/failures/${key}`)).text());
      expect(stored).toMatchObject({
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
        DDBStreamBatchInfo: { batchSize: 1 },
      });
      const [record] = JSON.parse(stored.payload).Records;
      expect(record.dynamodb.Keys.sk.S).toBe('EV#000000000002');
    });
  });
});

describe('the Secrets Manager double', () => {
  test('makes a secret as the template says, gives it by ARN and name, and nothing else', async () => {
    const assemble = (folder: string) =>
      fixtureStack(
        folder,
        {},
        {
          Pepper: {
            Type: 'AWS::SecretsManager::Secret',
            Properties: {
              GenerateSecretString: {
                SecretStringTemplate: '{"current":"k1"}',
                GenerateStringKey: 'k1',
                PasswordLength: 40,
                ExcludePunctuation: true,
              },
            },
          },
        },
      );
    await withStack(assemble, async ({ endpoints, names }) => {
      const client = new SecretsManagerClient(localClient(endpoints.secrets_manager));
      const get = (SecretId = '') => client.send(new GetSecretValueCommand({ SecretId }));
      const { SecretString = '' } = await get(names.Pepper);
      expect(JSON.parse(SecretString)).toEqual({
        current: 'k1',
        k1: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      });
      expect((await get('Pepper')).SecretString).toBe(SecretString);
      await expect(get('other')).rejects.toThrow(/can't find the specified secret/);
    });
  });
});

describe('the SES double', () => {
  const assemble = (folder: string) =>
    fixtureStack(
      folder,
      {},
      {
        Marketing: { Type: 'AWS::SES::ConfigurationSet', Properties: {} },
      },
    );
  const message = (...headers: string[]) =>
    Buffer.from(['From: shop@example.com', 'Subject: Hi', ...headers, '', 'Hello'].join('\r\n'));
  const sending =
    (stack: Stack) =>
    (raw: Buffer, more: Record<string, unknown> = {}) =>
      new SESClient(localClient(stack.endpoints.ses)).send(
        new SendRawEmailCommand({
          Source: 'shop@example.com',
          Destinations: ['ann@example.com'],
          RawMessage: { Data: raw },
          ConfigurationSetName: 'Marketing',
          ...more,
        }),
      );

  test('accepts a message into the mailbox, with its own Date and Message-ID', async () => {
    await withStack(assemble, async (stack) => {
      const raw = message(
        'List-Unsubscribe: <https://example.com/u/abc>,',
        ' <mailto:u@example.com>',
      );
      const { MessageId } = await sending(stack)(
        Buffer.concat([Buffer.from('Date: yesterday\r\n'), raw]),
      );
      const [mail] = stack.mailbox.list();
      expect(mail).toMatchObject({ id: MessageId, destinations: ['ann@example.com'] });
      const text = mail?.raw.toString() ?? '';
      expect(text).toContain(`Message-ID: <${MessageId}@eu-west-2.amazonses.com>`);
      expect(text).toContain('<https://example.com/u/abc>,\r\n <mailto:u@example.com>');
      expect(text.match(/^Date: /gm)).toHaveLength(1);
      expect(text).not.toContain('yesterday');
      expect(text.endsWith('\r\n\r\nHello')).toBe(true);
      expect(JSON.stringify(stack.hops.recent())).not.toContain('ann@example.com');
    });
  });

  test('refuses what SES refuses, and keeps none of it', async () => {
    await withStack(assemble, async (stack) => {
      const send = sending(stack);
      const twice = [
        'List-Unsubscribe: <https://example.com/1>',
        'list-unsubscribe: <https://example.com/2>',
      ];
      await expect(send(message(...twice))).rejects.toThrow("Duplicate header 'list-unsubscribe'");
      await expect(send(message(), { ConfigurationSetName: 'Other' })).rejects.toMatchObject({
        name: 'ConfigurationSetDoesNotExistException',
      });
      const many = Array.from({ length: 51 }, (_, i) => `a${i}@example.com`);
      await expect(send(message(), { Destinations: many })).rejects.toThrow('Recipient count');
      await expect(send(message(), { Destinations: ['ann'] })).rejects.toThrow("final '@domain'");
      await expect(send(Buffer.alloc(10 * 1024 * 1024 + 1, 'a'))).rejects.toThrow('Message length');
      expect(stack.mailbox.list()).toEqual([]);
      const client = new SESClient(localClient(stack.endpoints.ses));
      expect((await client.send(new GetSendQuotaCommand({}))).MaxSendRate).toBe(14);
      const unknown = await fetch(stack.endpoints.ses, { method: 'POST', body: 'Action=Nothing' });
      expect([unknown.status, await unknown.text()]).toEqual([
        400,
        expect.stringContaining('InvalidAction'),
      ]);
    });
  });
});
