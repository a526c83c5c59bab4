import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { localClient, unverifiedSignature } from '../aws-local.ts';
import type { Outcome } from '../functions/environment.ts';
import type { Hops } from '../hops.ts';
import type { Service } from '../running.ts';
import type { EventSource, LocalTable } from '../template/read-stack.ts';
import { deliverBatch, type GivenUp } from './deliver-batch.ts';
import { failureRecord } from './failure-record.ts';
import { latestStream, listShards } from './find-stream.ts';
import { keepTrying } from './keep-trying.ts';
import { readShard } from './read-shard.ts';
import { recordStreamHops } from './record-stream-hops.ts';
import { type StreamRecord, streamRecord } from './stream-record.ts';

const DEFAULT_BATCH_RECORDS = 100;
const NEW_SHARDS_EVERY_MILLISECONDS = 2_000;
const FIRST_BACK_OFF_MILLISECONDS = 200;
const MAX_BACK_OFF_MILLISECONDS = 10_000;

export type StreamSourceOptions = {
  source: EventSource<LocalTable>;
  /** The policy door: Lambda reads the stream, and stores what failed, with the function's own role. */
  endpoint: string;
  invoke(event: unknown): Promise<Outcome>;
  hops: Hops;
};

/** Delivers a table's stream to its function, from the stream's beginning at every start. */
export function streamSource({ source, endpoint, invoke, hops }: StreamSourceOptions): Service {
  const { fn, mapping, source: table } = source;
  const streams = new DynamoDBStreamsClient(localClient(endpoint, fn.name));
  const name = `stream of ${table.name}`;
  const stopping = new AbortController();
  const { signal } = stopping;
  const following = new Map<string, Promise<void>>();
  const startedAt = new Date();

  async function follow(streamArn: string): Promise<void> {
    for (;;) {
      for (const { ShardId, ParentShardId } of await listShards(streams, streamArn, signal)) {
        if (ShardId === undefined || following.has(ShardId)) continue;
        // A parent's records come first; a parent that is not listed any more has been trimmed.
        const parent = following.get(ParentShardId ?? '') ?? Promise.resolve();
        following.set(
          ShardId,
          parent.then(() => followShard(streamArn, ShardId)),
        );
      }
      await sleep(NEW_SHARDS_EVERY_MILLISECONDS, undefined, { signal });
    }
  }

  async function followShard(streamArn: string, shardId: string): Promise<void> {
    const batchSize = mapping.BatchSize ?? DEFAULT_BATCH_RECORDS;
    const windowSeconds = mapping.MaximumBatchingWindowInSeconds;
    let after: string | undefined;
    await keepTrying(name, signal, async () => {
      const shard = {
        client: streams,
        streamArn,
        shardId,
        after,
        batchSize,
        windowSeconds,
        signal,
      };
      for await (const batch of readShard(shard)) {
        const records = batch.map((record) => streamRecord(record, streamArn));
        recordStreamHops(hops, { table: table.name, to: fn.name, records, startedAt });
        await deliver(records, (given, failure) => giveUp(streamArn, shardId, given, failure));
        after = records.at(-1)?.dynamodb.SequenceNumber;
      }
    });
  }

  async function deliver(
    records: readonly StreamRecord[],
    whenGivenUp: (given: readonly StreamRecord[], failure: GivenUp) => Promise<void>,
  ): Promise<void> {
    await deliverBatch(records, {
      policy: {
        maxRetries: mapping.MaximumRetryAttempts,
        bisect: mapping.BisectBatchOnFunctionError,
        reportsFailures: mapping.FunctionResponseTypes.length > 0,
      },
      sequenceOf: (record) => record.dynamodb.SequenceNumber,
      invoke: (Records) => invoke({ Records }),
      backOff: (attempt) => backOff(attempt, signal),
      giveUp: whenGivenUp,
    });
  }

  async function giveUp(
    streamArn: string,
    shardId: string,
    records: readonly StreamRecord[],
    failure: GivenUp,
  ): Promise<void> {
    const detail = `${records.length} given up after ${failure.attempts} attempts`;
    hops.record({ at: Date.now(), place: 'stream', name: table.name, detail, ok: false });
    const destination = mapping.DestinationConfig?.OnFailure.Destination;
    if (destination === undefined) return;
    const now = new Date();
    const mappingId = fn.name;
    const failed = { fn, mappingId, streamArn, shardId, records, failure, now };
    const { key, body } = failureRecord(failed);
    const bucket = destination.split(':').at(-1);
    const headers = unverifiedSignature(fn.name, 's3');
    const stored = await fetch(`${endpoint}/${bucket}/${key}`, { method: 'PUT', headers, body });
    if (!stored.ok) throw new Error(`${bucket} did not take ${key}: ${stored.status}`);
  }

  return {
    name,
    async start() {
      const streamArn = await latestStream(streams, table.name, signal);
      void keepTrying(name, signal, () => follow(streamArn));
    },
    async stop() {
      stopping.abort();
      streams.destroy();
    },
  };
}

/** Waits longer after each attempt; false when stopping. */
async function backOff(attempt: number, signal: AbortSignal): Promise<boolean> {
  const wait = Math.min(
    MAX_BACK_OFF_MILLISECONDS,
    FIRST_BACK_OFF_MILLISECONDS * 2 ** (attempt - 1),
  );
  try {
    await sleep(wait, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
