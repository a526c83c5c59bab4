import type { ServerResponse } from 'node:http';
import type { Hop } from '../hops.ts';
import type { Answer, Context, Visit } from './answer.ts';

const HEARTBEAT_MS = 15_000;
/** A reader that lets more than this pile up is let go; browsers come back by themselves. */
const MAX_UNREAD_BYTES = 1_000_000;

/** GET /live/events: each hop as it happens, as server-sent events named `hop`. */
export function liveEvents(_visit: Visit, { hops }: Context): Answer {
  return {
    status: 200,
    headers: { 'content-type': 'text/event-stream' },
    body(response) {
      response.write('retry: 1000\n\n');
      const stop = hops.listen((hop) => push(response, hop));
      const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
      response.on('close', () => {
        stop();
        clearInterval(heartbeat);
      });
    },
  };
}

function push(response: ServerResponse, hop: Hop): void {
  if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
  else response.write(`event: hop\ndata: ${JSON.stringify(hop)}\n\n`);
}
