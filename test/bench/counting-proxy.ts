import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { LOOPBACK } from '../../infra/local/aws-local.ts';

/** One call as the engine was asked and answered, with what it says the call consumed. */
export type CountedCall = {
  operation: string;
  caller: string;
  input: Record<string, unknown>;
  consumed: readonly Consumed[];
};

export type Consumed = {
  CapacityUnits?: number;
  GlobalSecondaryIndexes?: Record<string, { CapacityUnits?: number }>;
};

/** What can report its consumption does so: the SDK's callers need not ask. */
const REPORTING = /\.(GetItem|BatchGetItem|Query|Scan|PutItem|UpdateItem|TransactWriteItems)$/;
const CALLER = /Credential=([^/]+)\//;

/** Stands before the engine, passes every call on, and keeps count. */
export async function countingProxy(port: number) {
  const counted: CountedCall[] = [];
  let engine = '';
  const server = createServer((request, response) => {
    pass(request)
      .then(({ status, headers, body }) => {
        response.writeHead(status, headers);
        response.end(body);
      })
      .catch((error: unknown) => {
        response.writeHead(502);
        response.end(String(error));
      });
  });

  async function pass(request: IncomingMessage) {
    const target = String(request.headers['x-amz-target'] ?? '');
    const input = JSON.parse(Buffer.concat(await request.toArray()).toString() || '{}');
    const operation = target.split('.')[1] ?? '';
    const asked = REPORTING.test(target) ? { ...input, ReturnConsumedCapacity: 'INDEXES' } : input;
    const answer = await fetch(engine, {
      method: 'POST',
      headers: {
        'content-type': String(request.headers['content-type']),
        'x-amz-target': target,
        'x-amz-date': String(request.headers['x-amz-date']),
        authorization: String(request.headers.authorization),
      },
      body: JSON.stringify(asked),
    });
    const body = await answer.text();
    const caller = CALLER.exec(String(request.headers.authorization))?.[1] ?? '';
    counted.push({ operation, caller, input, consumed: consumedIn(body) });
    // The engine's checksum is over these very bytes.
    const checksum = answer.headers.get('x-amz-crc32');
    const type = { 'content-type': answer.headers.get('content-type') ?? '' };
    return {
      status: answer.status,
      headers: { ...type, ...(checksum !== null && { 'x-amz-crc32': checksum }) },
      body,
    };
  }

  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return {
    url: `http://${LOOPBACK}:${port}`,
    /** Where calls are passed on to. */
    passTo: (endpoint: string) => {
      engine = endpoint;
    },
    /** What was counted since it was last asked. */
    take: (): CountedCall[] => counted.splice(0),
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function consumedIn(body: string): Consumed[] {
  const { ConsumedCapacity } = JSON.parse(body || '{}');
  if (ConsumedCapacity === undefined) return [];
  return Array.isArray(ConsumedCapacity) ? ConsumedCapacity : [ConsumedCapacity];
}
