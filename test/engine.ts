import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { LOOPBACK, localClient } from '../infra/local/aws-local.ts';
import { dynamoDb } from '../infra/local/engines/dynamodb.ts';
import { findJava } from '../infra/local/engines/java.ts';
import { freePort } from '../infra/local/free-port.ts';
import { guard } from '../infra/local/processes/guard.ts';

/** The real engine, in memory, for one test file. */
export type Engine = {
  endpoint: string;
  client: DynamoDBClient;
  dynamo: DynamoDBDocumentClient;
  stop(): Promise<void>;
};

export const TABLE_NAMES = {
  LEDGER_TABLE: 'Ledger',
  GATE_TABLE: 'Gate',
  KEYS_TABLE: 'Keys',
  SENDS_TABLE: 'Sends',
  SUPPRESSION_TABLE: 'Suppression',
  OPERATIONS_TABLE: 'Operations',
} as const;

const KEYS: Record<keyof typeof TABLE_NAMES, [string, string?]> = {
  LEDGER_TABLE: ['pk', 'sk'],
  GATE_TABLE: ['contactId'],
  KEYS_TABLE: ['contactId'],
  SENDS_TABLE: ['pk', 'sk'],
  SUPPRESSION_TABLE: ['contactId', 'cover'],
  OPERATIONS_TABLE: ['pk', 'sk'],
};

/** Starts DynamoDB Local with every table, empty. It ends with this process at the latest. */
export async function startEngine(options: { maxAttempts?: number } = {}): Promise<Engine> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-'));
  const keeper = guard(() => {});
  await keeper.start();
  const port = await freePort(0, '--port');
  const java = await findJava((line) => process.stderr.write(`${line}\n`));
  const engine = dynamoDb({ java, port, folder, inMemory: true, guard: keeper, lost: () => {} });
  await engine.start();
  await engine.answering();
  const endpoint = `http://${LOOPBACK}:${port}`;
  const client = new DynamoDBClient({ ...localClient(endpoint), ...options });
  for (const [variable, keys] of Object.entries(KEYS)) await createTable(client, variable, keys);
  return {
    endpoint,
    client,
    dynamo: DynamoDBDocumentClient.from(client),
    async stop() {
      client.destroy();
      await engine.stop();
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createTable(client: DynamoDBClient, variable: string, keys: [string, string?]) {
  const names = keys.filter((key) => key !== undefined);
  const isSends = variable === 'SENDS_TABLE';
  await client.send(
    new CreateTableCommand({
      TableName: TABLE_NAMES[variable as keyof typeof TABLE_NAMES],
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names, ...(isSends ? ['queuedFor'] : [])].map((name) => ({
        AttributeName: name,
        AttributeType: 'S',
      })),
      KeySchema: names.map((name, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      ...(isSends && {
        GlobalSecondaryIndexes: [
          {
            IndexName: 'byContact',
            KeySchema: [{ AttributeName: 'queuedFor', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['scope'] },
          },
        ],
      }),
    }),
  );
}
