import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** One call that changed something, as it went over the wire. */
export type Write = { operation: string; body: string };

/** The way from the product to the engines, watched at the socket. */
export type Network = {
  /** Runs `work`, and tells of every change that was asked for in its course. */
  during<T>(work: () => Promise<T>): Promise<{ result: T; writes: Write[] }>;
  /** Which calls of the work under way are cut off, by their `x-amz-target`; none to begin with. */
  cutsOff(target: string): boolean;
  stop(): void;
};

const CREATED = 'http.client.request.created';

/** They change nothing. A generated data key is kept nowhere until it is put somewhere. */
const READS =
  /\.(GetItem|BatchGetItem|Query|Scan|GetQueueAttributes|GetSecretValue|GenerateDataKey|Decrypt)$/;

/** Watches every request that leaves this process while some work is under way; whose it is, its async context says. */
export function watchNetwork(): Network {
  const storage = new AsyncLocalStorage<Write[]>();
  const network: Network = {
    async during(work) {
      const writes: Write[] = [];
      const result = await storage.run(writes, work);
      return { result, writes };
    },
    cutsOff: () => false,
    stop: () => unsubscribe(CREATED, onCreated),
  };

  function onCreated(message: unknown): void {
    const writes = storage.getStore();
    if (!writes) return;
    const { request } = message as { request: ClientRequest };
    const operation = String(request.getHeader('x-amz-target') ?? request.path);
    if (network.cutsOff(operation)) {
      const lost = Object.assign(new Error('cut off'), { code: 'ECONNRESET' });
      process.nextTick(() => request.destroy(lost));
    } else if (!READS.test(operation)) {
      noteBody(request, (body) => writes.push({ operation, body }));
    }
  }

  subscribe(CREATED, onCreated);
  return network;
}

/** The SDK hands a whole body to `end`. What the engine refuses has changed nothing. */
function noteBody(request: ClientRequest, note: (body: string) => void): void {
  const end = request.end.bind(request);
  let body = '';
  request.end = ((...given: Parameters<typeof end>) => {
    const [chunk] = given as unknown[];
    if (typeof chunk === 'string') body = chunk;
    if (chunk instanceof Uint8Array) body = Buffer.from(chunk).toString();
    return end(...given);
  }) as typeof request.end;
  request.prependOnceListener('response', ({ statusCode = 0 }) => {
    if (statusCode < 300) note(body);
  });
}
