import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { localClient } from '../aws-local.ts';
import { LocalError } from '../local-error.ts';
import type { Service } from '../running.ts';
import type { LocalTable } from '../template/read-stack.ts';

/** Creates the tables that the engine does not have yet. A kept table that differs is refused. */
export function tables(declared: readonly LocalTable[], endpoint: string): Service {
  return {
    name: 'tables',
    async start() {
      const client = new DynamoDBClient(localClient(endpoint));
      // A stream table made after many stream records exist slows every later call of the engine.
      const streamsFirst = declared.toSorted((a, b) => Number(hasStream(b)) - Number(hasStream(a)));
      for (const table of streamsFirst) {
        const kept = await describe(client, table.name);
        if (kept) refuseDifference(table, kept);
        else await create(client, table);
      }
      client.destroy();
    },
    async stop() {},
  };
}

function hasStream({ properties }: LocalTable): boolean {
  return properties.StreamSpecification !== undefined;
}

async function describe(
  client: DynamoDBClient,
  name: string,
): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName: name }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

async function create(client: DynamoDBClient, { name, properties }: LocalTable): Promise<void> {
  const { GlobalSecondaryIndexes, StreamSpecification, TimeToLiveSpecification } = properties;
  await client.send(
    new CreateTableCommand({
      TableName: name,
      KeySchema: properties.KeySchema,
      AttributeDefinitions: properties.AttributeDefinitions,
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: properties.DeletionProtectionEnabled,
      ...(GlobalSecondaryIndexes.length > 0 && { GlobalSecondaryIndexes }),
      ...(StreamSpecification && {
        StreamSpecification: { StreamEnabled: true, ...StreamSpecification },
      }),
    }),
  );
  if (TimeToLiveSpecification) {
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  }
}

function refuseDifference({ name, properties }: LocalTable, kept: TableDescription): void {
  const wanted = shape(
    properties.KeySchema,
    properties.GlobalSecondaryIndexes,
    properties.StreamSpecification?.StreamViewType,
  );
  const found = shape(
    kept.KeySchema,
    kept.GlobalSecondaryIndexes ?? [],
    kept.StreamSpecification?.StreamViewType,
  );
  if (wanted === found) return;
  throw new LocalError(
    `The kept table ${name} differs from the template: start with --fresh to drop the local data.`,
  );
}

type Key = { AttributeName?: string | undefined; KeyType?: string | undefined };
type Index = { IndexName?: string | undefined; KeySchema?: readonly Key[] | undefined };

function shape(keys: readonly Key[] = [], indexes: readonly Index[], stream?: string): string {
  const list = (of: readonly Key[]) =>
    of.map((key) => `${key.AttributeName} ${key.KeyType}`).sort();
  const listed = indexes.map((index) => [index.IndexName, list(index.KeySchema ?? [])]).sort();
  return JSON.stringify([list(keys), listed, stream ?? null]);
}
