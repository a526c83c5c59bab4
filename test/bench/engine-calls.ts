import { setImmediate } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { localClient } from '../../infra/local/aws-local.ts';
import type { Product } from '../product.ts';

type Command = Parameters<DynamoDBDocumentClient['send']>[0];

/** What the product asks of the engine for one request: waves of calls, each begun when the last has ended. */
export type EngineCalls = readonly (readonly Command[])[];

/** Lets `work` run against a client that finds nothing and refuses nothing, and keeps what it asked for. */
export async function captureCalls(work: () => Promise<unknown>): Promise<EngineCalls> {
  const waves: Command[][] = [];
  let pending = 0;
  const mock = mockClient(DynamoDBDocumentClient);
  mock.callsFake(async () => {
    const calls = mock.calls();
    const command = calls[calls.length - 1]?.args[0] as Command;
    if (pending === 0) waves.push([]);
    waves.at(-1)?.push(command);
    pending += 1;
    await setImmediate();
    pending -= 1;
    return {};
  });
  try {
    await work();
  } finally {
    mock.restore();
  }
  return waves;
}

/** A client of the same class as the functions', with the key id of the function that it stands for. */
export function rawDatabase(product: Product, functionName: string): DynamoDBDocumentClient {
  const credentials = { accessKeyId: functionName, secretAccessKey: 'local' };
  const config = { ...localClient(product.endpoints.dynamodb), credentials };
  return DynamoDBDocumentClient.from(new DynamoDBClient(config));
}

/** The same calls, made raw. */
export async function replayCalls(
  database: DynamoDBDocumentClient,
  calls: EngineCalls,
): Promise<void> {
  for (const wave of calls) await Promise.all(wave.map((command) => database.send(command)));
}
