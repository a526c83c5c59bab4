import { randomUUID } from 'node:crypto';
import type { LocalFunction } from '../template/read-stack.ts';
import type { GivenUp } from './deliver-batch.ts';
import type { StreamRecord } from './stream-record.ts';

export type FailedBatch = {
  fn: LocalFunction;
  mappingId: string;
  streamArn: string;
  shardId: string;
  records: readonly StreamRecord[];
  failure: GivenUp;
  now: Date;
};

/** Where and what Lambda writes to an S3 destination for a batch that it has given up. */
export function failureRecord(failed: FailedBatch): { key: string; body: string } {
  const { fn, mappingId, streamArn, shardId, records, failure, now } = failed;
  const { outcome, attempts } = failure;
  const [first, last] = [records[0], records.at(-1)];
  const timestamp = now.toISOString();
  const [date = '', time = ''] = timestamp.slice(0, 19).split('T');
  const folder = `aws/lambda/${mappingId}/${shardId}/${date.replaceAll('-', '/')}`;
  const document = {
    requestContext: {
      requestId: outcome.requestId,
      functionArn: fn.arn,
      condition: 'RetryAttemptsExhausted',
      approximateInvokeCount: attempts,
    },
    responseContext: {
      statusCode: 200,
      executedVersion: '$LATEST',
      functionError: outcome.ok ? null : 'Unhandled',
    },
    version: '1.0',
    timestamp,
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: first?.dynamodb.SequenceNumber,
      endSequenceNumber: last?.dynamodb.SequenceNumber,
      approximateArrivalOfFirstRecord: arrivalOf(first),
      approximateArrivalOfLastRecord: arrivalOf(last),
      batchSize: records.length,
      streamArn,
    },
    payload: JSON.stringify({ Records: records }),
  };
  return {
    key: `${folder}/${date}T${time.replaceAll(':', '.')}-${randomUUID()}`,
    body: JSON.stringify(document),
  };
}

function arrivalOf(record: StreamRecord | undefined): string | undefined {
  const seconds = record?.dynamodb.ApproximateCreationDateTime;
  return seconds === undefined ? undefined : new Date(seconds * 1_000).toISOString();
}
