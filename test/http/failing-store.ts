import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK } from '../../infra/local/aws-local.ts';
import { freePort } from '../../infra/local/free-port.ts';
import { httpService } from '../../infra/local/http-service.ts';
import { readBody } from '../../infra/local/read-body.ts';

// DynamoDB takes no more in one transaction.
const MAX_BODY_BYTES = 4_000_000;

/** `silent` takes every request and never answers; `answers` writes transactions and hangs up. */
export type Failure = 'none' | 'transactions' | 'answers' | 'everything' | 'silent';

/** The way to the real engine, on which requests and answers can get lost. */
export async function startFailingStore(engine: string) {
  const port = await freePort(0, '--port');
  const store = {
    endpoint: `http://${LOOPBACK}:${port}`,
    failure: 'none' as Failure,
    /** How much longer than others a request takes. */
    delayMsOf: (_body: string): number => 0,
  };
  const service = httpService('failing store', port, async (incoming, response) => {
    const body = await readBody(incoming, MAX_BODY_BYTES);
    const isTransaction = String(incoming.headers['x-amz-target']).endsWith('TransactWriteItems');
    const delayMs = store.delayMsOf(body?.toString() ?? '');
    if (delayMs > 0) await sleep(delayMs);
    switch (store.failure) {
      case 'silent':
        return;
      case 'everything':
        return refuse(response);
      case 'transactions':
        return isTransaction ? refuse(response) : forward(engine, incoming, body, response);
      case 'answers':
        if (!isTransaction) return forward(engine, incoming, body, response);
        await forward(engine, incoming, body, undefined);
        incoming.socket.destroy();
        return;
      case 'none':
        return forward(engine, incoming, body, response);
    }
  });
  await service.start();
  return Object.assign(store, { stop: service.stop });
}

function refuse(response: ServerResponse): void {
  response.writeHead(500, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(JSON.stringify({ __type: 'InternalServerError', message: '' }));
}

function forward(
  engine: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer | undefined,
  response: ServerResponse | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onward = request(new URL(url ?? '/', engine), { method, headers }, (answer) => {
      answer.once('end', resolve).once('error', reject);
      if (!response) return answer.resume();
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      return answer.pipe(response);
    });
    onward.once('error', reject).end(body);
  });
}
