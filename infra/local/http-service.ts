import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { LOOPBACK } from './aws-local.ts';
import type { Service } from './running.ts';

const MAX_HEADER_BYTES = 64 * 1024;

// A frozen environment must find its connections as it left them.
const KEEP_ALIVE_MILLISECONDS = 10 * 60 * 1_000;

export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** An HTTP server on the loopback address. A failure of `answer` is a 500 and a line on stderr. */
export function httpService(name: string, port: number, answer: Answer): Service {
  const options = { maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MILLISECONDS };
  const server = createServer(options, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(`${name}: ${String(error)}`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  return {
    name,
    async start() {
      server.listen(port, LOOPBACK);
      await once(server, 'listening');
    },
    async stop() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
