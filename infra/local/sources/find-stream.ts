import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';
import { localClient } from '../aws-local.ts';

/** The ARN that the engine gave to the table's stream. */
export async function latestStream(endpoint: string, table: string): Promise<string> {
  const client = new DynamoDBClient(localClient(endpoint));
  const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
  client.destroy();
  if (Table?.LatestStreamArn === undefined) throw new Error(`${table} has no stream.`);
  return Table.LatestStreamArn;
}

/** Every shard of a stream, parents before their children. */
export async function listShards(
  client: DynamoDBStreamsClient,
  StreamArn: string,
  abortSignal: AbortSignal,
): Promise<Shard[]> {
  const shards: Shard[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const page = await client.send(
      new DescribeStreamCommand({ StreamArn, ExclusiveStartShardId }),
      { abortSignal },
    );
    shards.push(...(page.StreamDescription?.Shards ?? []));
    ExclusiveStartShardId = page.StreamDescription?.LastEvaluatedShardId;
  } while (ExclusiveStartShardId !== undefined);
  return shards;
}
