import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from '@jest/globals';
import { localClient, unverifiedSignature } from '../../../../infra/local/aws-local.ts';
import { fixtureApi, fixtureStack } from '../fixture-stack.ts';
import { type Stack, withStack } from '../with-stack.ts';

const table = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  },
};
const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const allow = (Action: string, Resource: unknown, more: object = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});

/** `Recorder` may append to the ledger in a transaction and put gates; `Stranger` may do nothing. */
const assemble = (folder: string) =>
  fixtureStack(
    folder,
    {
      Recorder: {
        code: CALLER,
        statements: [
          allow('dynamodb:PutItem', arnOf('Ledger'), {
            Condition: {
              'ForAnyValue:StringEquals': { 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
            },
          }),
          allow('dynamodb:PutItem', arnOf('Gate')),
          allow('sqs:SendMessage', arnOf('Work')),
          allow('s3:PutObject', { 'Fn::Join': ['/', [arnOf('Files'), '*']] }),
        ],
      },
      Stranger: { code: CALLER, statements: [] },
    },
    {
      Ledger: table,
      Gate: table,
      Work: { Type: 'AWS::SQS::Queue' },
      Files: { Type: 'AWS::S3::Bucket' },
      Marketing: { Type: 'AWS::SES::ConfigurationSet', Properties: {} },
      Pepper: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { GenerateSecretString: { PasswordLength: 20 } },
      },
      ...fixtureApi({ 'POST /recorder': { fn: 'Recorder' }, 'POST /stranger': { fn: 'Stranger' } }),
    },
  );

// A function as small as can be: it calls as the SDK would, at the address and with the key id that it is given.
const CALLER = `export const handler = async () => {
  const { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID } = process.env;
  const response = await fetch(AWS_ENDPOINT_URL, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/19700101/eu-west-2/dynamodb/aws4_request',
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'DynamoDB_20120810.PutItem',
    },
    body: JSON.stringify({ TableName: 'Gate', Item: { pk: { S: AWS_ACCESS_KEY_ID } } }),
  });
  return { statusCode: response.status, body: await response.text() };
};`;

const put = (TableName: string, pk: string) => ({ TableName, Item: { pk: { S: pk } } });
const dynamoAs = (stack: Stack, fn: string) =>
  new DynamoDBClient(localClient(stack.policyDoorUrl, fn));

/** What an operator, who asks the engine itself, finds in both tables. */
async function found(stack: Stack): Promise<string[]> {
  const client = new DynamoDBClient(localClient(stack.endpoints.dynamodb));
  const pages = ['Ledger', 'Gate'].map((TableName) => client.send(new ScanCommand({ TableName })));
  return (await Promise.all(pages)).flatMap(({ Items = [] }) => Items.map(({ pk }) => pk?.S ?? ''));
}

const denied = (fn: string, action: string, resource: string) =>
  `User: arn:aws:sts::000000000000:assumed-role/${fn}Role/${fn} is not authorized to perform: ` +
  `${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
const ledger = 'arn:aws:dynamodb:eu-west-2:000000000000:table/Ledger';
const gate = 'arn:aws:dynamodb:eu-west-2:000000000000:table/Gate';

describe('what a function asks of a service', () => {
  test('it gets where its role says so, and AccessDenied that names action and resource where not', async () => {
    await withStack(assemble, async (stack) => {
      const call = async (path: string) => {
        const response = await fetch(`${stack.apiUrl}${path}`, { method: 'POST' });
        return { status: response.status, body: await response.text() };
      };
      expect(await call('/recorder')).toMatchObject({ status: 200 });
      const { status, body } = await call('/stranger');
      expect(status).toBe(400);
      expect(JSON.parse(body)).toEqual({
        __type: 'com.amazon.coral.service#AccessDeniedException',
        Message: denied('Stranger', 'dynamodb:PutItem', gate),
      });
      expect(await found(stack)).toEqual(['Recorder']);
      const detail = denied('Stranger', 'dynamodb:PutItem', gate);
      const seen = stack.hops.recent().filter(({ ok }) => !ok);
      expect(seen).toMatchObject([{ place: 'function', name: 'Stranger', detail }]);
      const log = path.join(stack.folder, 'logs', 'Stranger.log');
      expect(readFileSync(log, 'utf8')).toContain(detail);
    });
  });

  test('a put that is allowed in a transaction is denied outside of one, and nothing is written', async () => {
    await withStack(assemble, async (stack) => {
      const client = dynamoAs(stack, 'Recorder');
      await expect(client.send(new PutItemCommand(put('Ledger', 'alone')))).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: denied('Recorder', 'dynamodb:PutItem', ledger),
      });
      expect(await found(stack)).toEqual([]);
      const TransactItems = [{ Put: put('Ledger', 'event') }, { Put: put('Gate', 'gate') }];
      await client.send(new TransactWriteItemsCommand({ TransactItems }));
      expect(await found(stack)).toEqual(['event', 'gate']);
    });
  });

  test('one forbidden item denies the whole transaction: the allowed ones are not written either', async () => {
    await withStack(assemble, async (stack) => {
      const remove = { Delete: { TableName: 'Ledger', Key: { pk: { S: 'event' } } } };
      const TransactItems = [{ Put: put('Ledger', 'event') }, { Put: put('Gate', 'gate') }, remove];
      const transaction = new TransactWriteItemsCommand({ TransactItems });
      await expect(dynamoAs(stack, 'Recorder').send(transaction)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: denied('Recorder', 'dynamodb:DeleteItem', ledger),
      });
      expect(await found(stack)).toEqual([]);
    });
  });

  test('every protocol says no in its own way, and no service hears of the call', async () => {
    await withStack(assemble, async (stack) => {
      const as = localClient(stack.policyDoorUrl, 'Stranger');
      const Entries = [{ Id: '1', MessageBody: 'hello' }];
      const send = new SendMessageBatchCommand({ QueueUrl: stack.names.Work, Entries });
      await expect(new SQSClient(as).send(send)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: denied('Stranger', 'sqs:SendMessage', 'arn:aws:sqs:eu-west-2:000000000000:Work'),
      });
      const mail = new SendRawEmailCommand({
        Source: 'shop@example.com',
        Destinations: ['ann@example.com'],
        RawMessage: { Data: Buffer.from('From: shop@example.com\r\n\r\nHello') },
      });
      await expect(new SESClient(as).send(mail)).rejects.toMatchObject({
        name: 'AccessDenied',
        message: denied(
          'Stranger',
          'ses:SendRawEmail',
          'arn:aws:ses:eu-west-2:000000000000:identity/example.com',
        ),
      });
      const SecretId = stack.names.Pepper ?? '';
      const secret = new GetSecretValueCommand({ SecretId });
      await expect(new SecretsManagerClient(as).send(secret)).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: denied('Stranger', 'secretsmanager:GetSecretValue', SecretId),
      });
      expect(await putFile(stack, 'Stranger')).toEqual([
        403,
        expect.stringContaining('AccessDenied'),
      ]);

      const sqs = new SQSClient(localClient(stack.endpoints.sqs));
      const attributes = new GetQueueAttributesCommand({
        QueueUrl: stack.names.Work,
        AttributeNames: ['ApproximateNumberOfMessages'],
      });
      const { Attributes } = await sqs.send(attributes);
      expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
      expect(stack.mailbox.list()).toEqual([]);
      expect((await fetch(`${stack.endpoints.s3}/files/a`)).status).toBe(404);
    });
  });

  test('an allowed call comes through whole: the body of a put, the answer of a batch', async () => {
    await withStack(assemble, async (stack) => {
      expect(await putFile(stack, 'Recorder')).toEqual([200, '']);
      expect(await (await fetch(`${stack.endpoints.s3}/files/a`)).text()).toBe('x'.repeat(100_000));
      const sqs = new SQSClient(localClient(stack.policyDoorUrl, 'Recorder'));
      const Entries = [{ Id: 'one', MessageBody: 'hello' }];
      const QueueUrl = stack.names.Work;
      const { Successful } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
      expect(Successful).toEqual([expect.objectContaining({ Id: 'one' })]);
    });
  });
});

describe('whoever is no function of the stack', () => {
  test('is refused at the door, whatever it asks', async () => {
    await withStack(assemble, async (stack) => {
      const put1 = new PutItemCommand(put('Gate', 'gate'));
      await expect(dynamoAs(stack, 'runner').send(put1)).rejects.toMatchObject({
        name: 'UnrecognizedClientException',
      });
      const unsigned = await fetch(stack.policyDoorUrl, { method: 'POST', body: '{}' });
      expect(unsigned.status).toBe(400);
      const headers = unverifiedSignature('Recorder', 'kinesis');
      const unknown = await fetch(stack.policyDoorUrl, { method: 'POST', headers });
      expect(unknown.status).toBe(400);
      expect(await found(stack)).toEqual([]);
    });
  });
});

async function putFile(stack: Stack, fn: string): Promise<[number, string]> {
  const headers = unverifiedSignature(fn, 's3');
  const init = { method: 'PUT', headers, body: 'x'.repeat(100_000) };
  const response = await fetch(`${stack.policyDoorUrl}/files/a`, init);
  return [response.status, await response.text()];
}
