import type { _Record } from '@aws-sdk/client-dynamodb-streams';
import { LOCAL_REGION } from '../aws-local.ts';

/** A stream record as a function receives it: JSON, binaries in base64, time in seconds. */
export type StreamRecord = {
  eventName: string | undefined;
  eventSourceARN: string;
  dynamodb: {
    SequenceNumber: string;
    ApproximateCreationDateTime: number | undefined;
    Keys?: Record<string, { S?: string }>;
  };
};

/** Turns the SDK's reading of a record into Lambda's. */
export function streamRecord(record: _Record, streamArn: string): StreamRecord {
  const { ApproximateCreationDateTime: createdAt, SequenceNumber, ...data } = record.dynamodb ?? {};
  const fields = {
    eventID: record.eventID,
    eventName: record.eventName,
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: LOCAL_REGION,
    dynamodb: {
      ...(plain(data) as object),
      ApproximateCreationDateTime: createdAt && Math.floor(createdAt.getTime() / 1_000),
      SequenceNumber: SequenceNumber ?? '',
    },
    eventSourceARN: streamArn,
  };
  return fields;
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
