import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { localClient } from '../../../infra/local/aws-local.ts';
import { fixtureStack, mapping } from './fixture-stack.ts';
import { until } from './until.ts';
import { type Stack, withStack, writing } from './with-stack.ts';

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
