import { describe, expect, test } from '@jest/globals';
import { guardedService } from '../../../../infra/local/iam/guarded-services.ts';
import { SECURE_TRANSPORT } from '../../../../infra/local/iam/need.ts';

const partitionKeys = new Map([
  ['Keyed', 'pk'],
  ['Keyed/index/byX', 'x'],
]);

type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: string };

/** What a call needs, as `action on resource`, with what is known beside. */
function needsOf(service: string, { method = 'POST', path = '/', headers = {}, body = '' }: Asked) {
  const url = new URL(path, 'http://localhost');
  const needs =
    guardedService(service)?.needsOf({ method, url, headers, body, partitionKeys }) ?? [];
  return needs.map(({ action, resource, context: { [SECURE_TRANSPORT]: _, ...context } }) => {
    const known = Object.keys(context).length > 0 ? ` ${JSON.stringify(context)}` : '';
    return `${action} on ${resource}${known}`;
  });
}

const json = (target: string, body: object): Asked => ({
  headers: { 'x-amz-target': target },
  body: JSON.stringify(body),
});
const table = (name: string) => `arn:aws:dynamodb:eu-west-2:000000000000:table/${name}`;
const queue = 'arn:aws:sqs:eu-west-2:000000000000:Work';

describe('DynamoDB', () => {
  const dynamo = (operation: string, body: object) =>
    needsOf('dynamodb', json(`DynamoDB_20120810.${operation}`, body));

  test.each(['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'DescribeTable'])(
    '%s',
    (operation) => {
      expect(dynamo(operation, { TableName: 'T' })).toEqual([
        `dynamodb:${operation} on ${table('T')}`,
      ]);
      const byArn = { TableName: table('T') };
      expect(dynamo(operation, byArn)).toEqual([`dynamodb:${operation} on ${table('T')}`]);
    },
  );

  test('a query or scan of an index needs the index, not the table', () => {
    expect(dynamo('Query', { TableName: 'T', IndexName: 'byX' })).toEqual([
      `dynamodb:Query on ${table('T')}/index/byX`,
    ]);
    expect(dynamo('Scan', { TableName: 'T' })).toEqual([`dynamodb:Scan on ${table('T')}`]);
  });

  test('a transaction needs what each of its items needs, in its own name', () => {
    const on = (TableName: string) => ({ TableName });
    const TransactItems = [
      { Put: on('A') },
      { Update: on('B') },
      { Delete: on('C') },
      { ConditionCheck: on('D') },
    ];
    const enclosed = '{"dynamodb:EnclosingOperation":["TransactWriteItems"]}';
    expect(dynamo('TransactWriteItems', { TransactItems })).toEqual([
      `dynamodb:PutItem on ${table('A')} ${enclosed}`,
      `dynamodb:UpdateItem on ${table('B')} ${enclosed}`,
      `dynamodb:DeleteItem on ${table('C')} ${enclosed}`,
      `dynamodb:ConditionCheckItem on ${table('D')} ${enclosed}`,
    ]);
    expect(dynamo('TransactGetItems', { TransactItems: [{ Get: on('A') }] })).toEqual([
      `dynamodb:GetItem on ${table('A')} {"dynamodb:EnclosingOperation":["TransactGetItems"]}`,
    ]);
  });

  test.each([
    ['BatchGetItem', { Keys: [] }],
    ['BatchWriteItem', []],
  ])('%s needs each of its tables', (operation, items) => {
    expect(dynamo(operation, { RequestItems: { A: items, B: items } })).toEqual([
      `dynamodb:${operation} on ${table('A')}`,
      `dynamodb:${operation} on ${table('B')}`,
    ]);
  });

  const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'any' } });
  const TableName = 'Keyed';
  const condition = (KeyConditionExpression: string) => ({
    TableName,
    KeyConditionExpression,
    ExpressionAttributeNames: { '#p': 'pk' },
    ExpressionAttributeValues: { ':a': { S: 'one' }, ':b': { S: 'other' } },
  });
  test.each([
    ['GetItem', { TableName, Key: key('one') }, ['one']],
    ['PutItem', { TableName: table('Keyed'), Item: key('one') }, ['one']],
    ['UpdateItem', { TableName, Key: { pk: { N: '7' } } }, ['7']],
    ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item: key('one') } }] }, ['one']],
    ['BatchGetItem', { RequestItems: { Keyed: { Keys: [key('a'), key('b')] } } }, ['a', 'b']],
    [
      'BatchWriteItem',
      {
        RequestItems: {
          Keyed: [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('b') } }],
        },
      },
      ['a', 'b'],
    ],
    ['Query', condition('pk = :a AND begins_with(sk, :b)'), ['one']],
    ['Query', condition('sk = :b AND #p=:a'), ['one']],
    ['Query', { ...condition('x = :b'), IndexName: 'byX' }, ['other']],
    ['Query', { TableName, KeyConditions: { pk: {} } }, ['(unread)']],
    ['Scan', { TableName }, undefined],
  ])('%s of %j leads with %j', (operation, body, expected) => {
    const headers = { 'x-amz-target': `DynamoDB_20120810.${operation}` };
    const url = new URL('http://localhost');
    const call = { method: 'POST', url, headers, body: JSON.stringify(body), partitionKeys };
    const needs = guardedService('dynamodb')?.needsOf(call);
    expect(needs?.map(({ context }) => context['dynamodb:LeadingKeys'])).toEqual([expected]);
  });

  test('a stream is the table’s, by the engine’s name of it or by an iterator', () => {
    const engines = 'arn:aws:dynamodb:ddblocal:000000000000:table/T/stream/2026-01-01T00:00:00.000';
    expect(dynamo('DescribeStream', { StreamArn: engines })).toEqual([
      `dynamodb:DescribeStream on ${table('T')}/stream/local`,
    ]);
    expect(dynamo('GetRecords', { ShardIterator: `${engines}|001|abc` })).toEqual([
      `dynamodb:GetRecords on ${table('T')}/stream/local`,
    ]);
  });

  test('what is not known, PartiQL among it, is on anything: only an open-ended grant would do', () => {
    const statement = { Statement: 'DELETE FROM "Ledger" WHERE pk = ?' };
    expect(dynamo('ExecuteStatement', statement)).toEqual(['dynamodb:ExecuteStatement on *']);
    expect(dynamo('DeleteTable', { TableName: 'T' })).toEqual(['dynamodb:DeleteTable on *']);
  });
});

describe('other services', () => {
  test('SQS: a queue by its address or name, a batch as its single operation', () => {
    const sqs = (operation: string, body: object) =>
      needsOf('sqs', json(`AmazonSQS.${operation}`, body));
    const QueueUrl = 'http://127.0.0.1:1/000000000000/Work';
    for (const operation of ['SendMessage', 'DeleteMessage', 'ChangeMessageVisibility']) {
      const needed = [`sqs:${operation} on ${queue}`];
      expect(sqs(operation, { QueueUrl })).toEqual(needed);
      expect(sqs(`${operation}Batch`, { QueueUrl, Entries: [{}, {}] })).toEqual(needed);
    }
    expect(sqs('GetQueueUrl', { QueueName: 'Work' })).toEqual([`sqs:GetQueueUrl on ${queue}`]);
    expect(sqs('ListQueues', {})).toEqual(['sqs:ListQueues on *']);
  });

  test('SES: the identity and the configuration set, both', () => {
    const body = new URLSearchParams({
      Action: 'SendRawEmail',
      Source: 'Shop <news@shop.example.com>',
      ConfigurationSetName: 'Marketing',
      'Destinations.member.1': 'ann@example.com',
    }).toString();
    const known =
      '{"ses:FromAddress":["news@shop.example.com"],"ses:Recipients":["ann@example.com"]}';
    const arn = 'arn:aws:ses:eu-west-2:000000000000:';
    expect(needsOf('ses', { body })).toEqual([
      `ses:SendRawEmail on ${arn}identity/shop.example.com ${known}`,
      `ses:SendRawEmail on ${arn}configuration-set/Marketing ${known}`,
    ]);
    expect(needsOf('ses', { body: 'Action=GetSendQuota' })).toEqual(['ses:GetSendQuota on *']);
  });

  test('End User Messaging SMS: whom the text comes from', () => {
    const text = (body: object) =>
      needsOf('sms-voice', json('PinpointSMSVoiceV2.SendTextMessage', body));
    const arn = 'arn:aws:sms-voice:eu-west-2:000000000000:';
    const from = (OriginationIdentity: string) => text({ OriginationIdentity });
    const sends = 'sms-voice:SendTextMessage on';
    expect(from('+447700900500')).toEqual([`${sends} ${arn}phone-number/local`]);
    expect(from('phone-1')).toEqual([`${sends} ${arn}phone-number/phone-1`]);
    expect(from('pool-1')).toEqual([`${sends} ${arn}pool/pool-1`]);
    expect(from('LARKFIELD')).toEqual([`${sends} ${arn}sender-id/LARKFIELD/GB`]);
    expect(from(`${arn}pool/pool-2`)).toEqual([`${sends} ${arn}pool/pool-2`]);
    expect(text({})).toEqual([`${sends} *`]);
  });

  test('SNS: the topic, or nothing for a text to a number', () => {
    const body = 'Action=PublishBatch&TopicArn=arn:t';
    expect(needsOf('sns', { body })).toEqual(['sns:Publish on arn:t']);
    const text = 'Action=Publish&PhoneNumber=%2B447700900123';
    expect(needsOf('sns', { body: text })).toEqual(['sns:Publish on *']);
  });

  test('Secrets Manager: the secret by name or ARN', () => {
    const get = (SecretId: string) =>
      needsOf('secretsmanager', json('secretsmanager.GetSecretValue', { SecretId }));
    const arn = 'arn:aws:secretsmanager:eu-west-2:000000000000:secret:Pepper-local0';
    expect(get('Pepper')).toEqual([`secretsmanager:GetSecretValue on ${arn}`]);
    expect(get(arn)).toEqual([`secretsmanager:GetSecretValue on ${arn}`]);
  });

  test('KMS: the key, with its encryption context', () => {
    const body = { KeyId: 'k1', EncryptionContext: { use: 'seal' } };
    expect(needsOf('kms', json('TrentService.Decrypt', body))).toEqual([
      'kms:Decrypt on arn:aws:kms:eu-west-2:000000000000:key/k1 ' +
        '{"kms:EncryptionContextKeys":["use"],"kms:EncryptionContext:use":["seal"]}',
    ]);
    const arn = 'arn:aws:kms:eu-west-2:000000000000:key/k1';
    expect(needsOf('kms', json('TrentService.Decrypt', { KeyId: arn }))).toEqual([
      `kms:Decrypt on ${arn}`,
    ]);
  });

  test.each([
    ['GET', '/files?list-type=2', ['s3:ListBucket on arn:aws:s3:::files']],
    ['HEAD', '/files', ['s3:ListBucket on arn:aws:s3:::files']],
    ['PUT', '/files', ['s3:PUT on arn:aws:s3:::files']],
    ['PUT', '/files/a/b%20c', ['s3:PutObject on arn:aws:s3:::files/a/b c']],
    ['GET', '/files/a?x-id=GetObject', ['s3:GetObject on arn:aws:s3:::files/a']],
    ['DELETE', '/files/a', ['s3:DeleteObject on arn:aws:s3:::files/a']],
    ['DELETE', '/files/a?uploadId=1', ['s3:AbortMultipartUpload on arn:aws:s3:::files/a']],
    ['PUT', '/files/a?acl', ['s3:PUT?acl on arn:aws:s3:::files/a']],
  ])('S3: %s %s needs %j', (method, path, expected) => {
    expect(needsOf('s3', { method, path })).toEqual(expected);
  });

  test('S3: an object lock needs leave of its own', () => {
    const headers = { 'x-amz-object-lock-mode': 'COMPLIANCE' };
    expect(needsOf('s3', { method: 'PUT', path: '/files/a', headers })).toEqual([
      's3:PutObject on arn:aws:s3:::files/a',
      's3:PutObjectRetention on arn:aws:s3:::files/a',
    ]);
  });
});
