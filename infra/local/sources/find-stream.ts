import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ListStreamsCommand,
  type Shard,
} from '@aws-sdk/client-dynamodb-streams';

/** The ARN that the engine gave to the table's stream. */
export async function latestStream(
  client: DynamoDBStreamsClient,
  table: string,
  abortSignal: AbortSignal,
): Promise<string> {
  const { Streams } = await client.send(new ListStreamsCommand({ TableName: table }), {
    abortSignal,
  });
  const StreamArn = Streams?.at(-1)?.StreamArn;
  if (StreamArn === undefined) throw new Error(`${table} has no stream.`);
  return StreamArn;
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
