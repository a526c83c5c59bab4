import { setTimeout as sleep } from 'node:timers/promises';
import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';

const IDLE_MILLISECONDS = 100;

export type ShardReading = {
  client: DynamoDBStreamsClient;
  streamArn: string;
  shardId: string;
  /** The last sequence number that was delivered, if any was. */
  after: string | undefined;
  batchSize: number;
  windowSeconds: number;
  signal: AbortSignal;
};

/** Yields one shard's records in batches and in order, from its beginning until the shard is closed. */
export async function* readShard(reading: ShardReading): AsyncGenerator<_Record[]> {
  const { client, batchSize, windowSeconds, signal } = reading;
  const send = { abortSignal: signal };
  let iterator = await firstIterator(reading);
  let batch: _Record[] = [];
  let closesAt = 0;
  while (iterator !== undefined && !signal.aborted) {
    const Limit = batchSize - batch.length;
    const page = new GetRecordsCommand({ ShardIterator: iterator, Limit });
    const got = await client.send(page, send).catch(trimmed);
    if (!got) {
      iterator = await firstIterator({ ...reading, after: undefined });
      continue;
    }
    const records = got.Records ?? [];
    if (batch.length === 0) closesAt = performance.now() + windowSeconds * 1_000;
    batch.push(...records);
    iterator = got.NextShardIterator;
    const due = batch.length >= batchSize || performance.now() >= closesAt || !iterator;
    if (batch.length > 0 && due) {
      yield batch;
      batch = [];
    } else if (records.length === 0) {
      await sleep(IDLE_MILLISECONDS, undefined, { signal });
    }
  }
}

/** What the iterator points at is gone, or (an empty shard) was never there: the oldest record is next. */
function trimmed(error: unknown): undefined {
  if (!(error instanceof TrimmedDataAccessException)) throw error;
}

async function firstIterator(reading: ShardReading): Promise<string | undefined> {
  const { client, streamArn, shardId, after, signal } = reading;
  const from =
    after === undefined
      ? ({ ShardIteratorType: 'TRIM_HORIZON' } as const)
      : ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after } as const);
  const got = await client.send(
    new GetShardIteratorCommand({ StreamArn: streamArn, ShardId: shardId, ...from }),
    { abortSignal: signal },
  );
  return got.ShardIterator;
}
