import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  type DynamoDBClientConfig,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  paginateQuery,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { ConsentError } from './errors.ts';

export type Dynamo = DynamoDBDocumentClient;

const CONNECTION_TIMEOUT_MS = 1_000;
const REQUEST_TIMEOUT_MS = 2_000;

/** One client an environment. Reads and writes are retried by the SDK; what a retry means is each caller's thought. */
export function dynamo(config: DynamoDBClientConfig = {}): Dynamo {
  const requestHandler = {
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    throwOnRequestTimeout: true,
  };
  const client = new DynamoDBClient({ requestHandler, ...config });
  // It would copy every item of every answer, for a log that must not have them.
  client.middlewareStack.remove('loggerMiddleware');
  return DynamoDBDocumentClient.from(client);
}

/** The same client, whose calls and their retries are given up when the signal says so. */
export function within(dynamo: Dynamo, signal: AbortSignal): Dynamo {
  const send = (command: Parameters<Dynamo['send']>[0]) =>
    dynamo.send(command, { abortSignal: signal });
  // Paginators ask whether it is a document client, so it must stay one.
  return Object.create(dynamo, { send: { value: send } });
}

/** Throttles, server errors and lost connections: after the SDK's own retries, still no answer. */
export function isAnswerLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  const status = $metadata?.httpStatusCode;
  if (status !== undefined) return status >= 500 || status === 429 || isThrottle(error.name);
  return code !== undefined || error.name === 'TimeoutError' || error.name === 'AbortError';
}

/** Whether what an answer rests on could not be had: a service is away, or says no to us. Not a bug of ours. */
export function isOutage(error: unknown): boolean {
  if (error instanceof ConsentError) return error.code === 'unavailable';
  return isAnswerLost(error) || (error instanceof Error && '$metadata' in error);
}

/** The same, where the request itself may be made again later: one that is not valid never will be. */
export function isStoreFault(error: unknown): boolean {
  return isOutage(error) && !isUnwritable(error);
}

/** What no repetition mends, as single calls name it and as the reasons of a cancelled transaction do. */
const NEVER_WRITTEN = new Set([
  'ValidationException',
  'ItemCollectionSizeLimitExceededException',
  'ValidationError',
  'ItemCollectionSizeLimitExceeded',
]);

/** Whether the store will never take it, however well it is: the request is wrong, or what it makes is too large. */
export function isUnwritable(error: unknown): boolean {
  if (error instanceof TransactionCanceledException) {
    const reasons = error.CancellationReasons ?? [];
    return reasons.some(({ Code }) => Code !== undefined && NEVER_WRITTEN.has(Code));
  }
  return error instanceof Error && NEVER_WRITTEN.has(error.name);
}

/** DynamoDB answers throttles with status 400. */
function isThrottle(name: string): boolean {
  return /Throttl|ThroughputExceeded|RequestLimitExceeded|TransactionInProgress/.test(name);
}

/** Whether a conditional write went through; what is not about its condition is thrown. */
export async function conditionHeld(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** The parts of an update that sets each of these attributes; names that DynamoDB reserves are welcome. */
export function setEach(attributes: Record<string, unknown>) {
  const names = Object.keys(attributes);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  };
}

/** Every item that the query finds, page after page. */
export async function queryAll(
  dynamo: Dynamo,
  query: QueryCommandInput,
): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  for await (const page of paginateQuery({ client: dynamo }, query)) {
    items.push(...(page.Items ?? []));
  }
  return items;
}
