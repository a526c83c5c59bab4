import { setImmediate } from 'node:timers/promises';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { localClient } from '../../infra/local/aws-local.ts';
import { dynamo } from '../../shared/dynamo.ts';
import type { RemoteProduct } from '../product.ts';

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

/** The functions' own client, through the same policy door, in the name of the function that it stands for. */
export function rawDatabase(product: RemoteProduct, functionName: string): DynamoDBDocumentClient {
  const credentials = { accessKeyId: functionName, secretAccessKey: 'local' };
  return dynamo({ ...localClient(product.policyDoorUrl), credentials });
}

/** The same calls, made raw. */
export async function replayCalls(
  database: DynamoDBDocumentClient,
  calls: EngineCalls,
): Promise<void> {
  for (const wave of calls) await Promise.all(wave.map((command) => database.send(command)));
}
