import { setTimeout as sleep } from 'node:timers/promises';
import { type AttributeValue, type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Product } from '../product.ts';
import { outsideWorld } from '../walk/person.ts';
import type { CountedCall } from './counting-proxy.ts';

/** What one function consumed for one thing that someone did. */
export type Consumption = {
  doing: string;
  by: string;
  reads: number;
  /** As DynamoDB Local reports them: it counts a transaction's items too low. */
  engineWrites: number;
  /** As the service bills them: two units for each KB of each item in a transaction. */
  billedWrites: number;
};

const QUIET_MS = 1_500;
const POLL_MS = 50;
const WRITE_UNIT_BYTES = 1_024;
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);

/** Everyday doings over HTTP, one after the other, each with the news that it makes. */
export async function capacityOfDoings(
  product: Product,
  take: () => CountedCall[],
): Promise<Consumption[]> {
  const key = await product.createKey(['check', 'send']);
  const world = outsideWorld({ apiUrl: product.apiUrl, consoleUrl: product.consoleUrl, key });
  // Cold functions take their time: once through for all of them to be warm.
  for (const { act } of doingsOf(world, 'warm-up@example.com')) {
    await act();
    await settledCalls(take);
  }
  const consumptions: Consumption[] = [];
  for (const { doing, functions, act } of doingsOf(world, 'capacity@example.com')) {
    await act();
    const calls = await settledCalls(take);
    for (const by of functions) {
      const own = calls.filter(({ caller }) => caller === by);
      consumptions.push({ doing, by, ...(await consumptionOf(own, product.client)) });
    }
  }
  return consumptions;
}

type Doing = { doing: string; functions: readonly string[]; act(): Promise<unknown> };

/** What someone does, and the functions that it keeps busy. */
function doingsOf(world: ReturnType<typeof outsideWorld>, email: string): Doing[] {
  return [
    {
      doing: 'a form of someone new',
      functions: ['RecordFormConsent'],
      act: () => world.signUp(email),
    },
    { doing: 'a check', functions: ['Authorize', 'Check'], act: () => world.check(email) },
    {
      doing: 'a message to one',
      functions: ['AcceptMessage', 'SendEmail'],
      act: () => sendAndArrive(world, email),
    },
    {
      doing: 'a one-click',
      functions: ['Unsubscribe', 'ProjectSuppressions', 'StopEmail'],
      act: async () => world.oneClick((await world.unsubscribeLink(email)) ?? ''),
    },
  ];
}

async function sendAndArrive(world: ReturnType<typeof outsideWorld>, email: string): Promise<void> {
  await world.send(email, email);
  while (!(await world.unsubscribeLink(email))) await sleep(POLL_MS);
}

/** All calls up to a moment of quiet: queues and streams follow by themselves. */
async function settledCalls(take: () => CountedCall[]): Promise<CountedCall[]> {
  const calls = take();
  let quietSince = performance.now();
  while (performance.now() - quietSince < QUIET_MS) {
    await sleep(POLL_MS);
    const more = take();
    if (more.length > 0) quietSince = performance.now();
    calls.push(...more);
  }
  return calls;
}

async function consumptionOf(calls: readonly CountedCall[], engine: DynamoDBClient) {
  const sum = { reads: 0, engineWrites: 0, billedWrites: 0 };
  for (const call of calls) {
    const units = call.consumed.reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0);
    if (READS.has(call.operation)) sum.reads += units;
    else sum.engineWrites += units;
    if (call.operation === 'TransactWriteItems') {
      sum.billedWrites += indexUnits(call) + (await transactionUnits(call, engine));
    } else if (!READS.has(call.operation)) sum.billedWrites += units;
  }
  return sum;
}

/** Entries of an index are written in their own time, and billed as what they are. */
function indexUnits({ consumed }: CountedCall): number {
  return consumed
    .flatMap(({ GlobalSecondaryIndexes = {} }) => Object.values(GlobalSecondaryIndexes))
    .reduce((all, { CapacityUnits = 0 }) => all + CapacityUnits, 0);
}

type Item = Record<string, AttributeValue>;
type Action = {
  Put?: { Item: Item };
  Update?: { TableName: string; Key: Item };
};

async function transactionUnits({ input }: CountedCall, engine: DynamoDBClient): Promise<number> {
  let units = 0;
  for (const { Put, Update } of input.TransactItems as Action[]) {
    const item = Put?.Item ?? (Update && (await itemNow(engine, Update)));
    units += 2 * Math.max(1, Math.ceil(itemBytes(item ?? {}) / WRITE_UNIT_BYTES));
  }
  return units;
}

/** An update is billed by the larger of before and after; these items only grow. */
async function itemNow(
  engine: DynamoDBClient,
  { TableName, Key }: { TableName: string; Key: Item },
) {
  return (await engine.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }))).Item;
}

const ELEMENT_BYTES = 1;
const CONTAINER_BYTES = 3;

function itemBytes(item: Item): number {
  return Object.entries(item).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

/** The service's own rules: text by its bytes, numbers by their digits, containers with an overhead. */
function valueBytes({ S, N, M, L, SS, BOOL, NULL }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.length / 2) + 1;
  if (M !== undefined) {
    return CONTAINER_BYTES + itemBytes(M) + Object.keys(M).length * ELEMENT_BYTES;
  }
  if (L !== undefined) {
    return L.reduce((bytes, value) => bytes + valueBytes(value) + ELEMENT_BYTES, CONTAINER_BYTES);
  }
  if (SS !== undefined) return SS.reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
  return BOOL !== undefined || NULL !== undefined ? 1 : 0;
}
