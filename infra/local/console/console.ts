import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Handset } from '../handset.ts';
import type { Hops } from '../hops.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Answer, Context } from './answer.ts';
import { routes } from './routes.ts';
import { trouble } from './trouble-page.ts';

/** Sent with every answer; a page sets its own Content-Security-Policy on top. */
const SAFE_HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'cross-origin-resource-policy': 'same-origin',
  // Not no-referrer: with it browsers send `Origin: null`, and the API would refuse the demo form.
  'referrer-policy': 'strict-origin',
};

export type ConsoleOptions = {
  port: number;
  apiUrl: string;
  mailbox: Mailbox;
  handset: Handset;
  hops: Hops;
};

/** Serves the local console on the loopback interface; port 0 takes any free one. */
export async function startConsole(
  options: ConsoleOptions,
): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const context: Context = { ...options, url: `http://localhost:${port}` };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    respond(request, response, context).catch((error: unknown) => response.destroy(asError(error)));
  });
  return {
    url: context.url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, context: Context) {
  request.resume();
  let answer: Answer;
  try {
    answer = await answerTo(request, context);
  } catch (error) {
    console.error('The console could not answer', request.method, request.url, error);
    answer = await trouble(context, 500, 'Something went wrong here', asError(error).message);
  }
  response.writeHead(answer.status, { ...SAFE_HEADERS, ...answer.headers });
  if (typeof answer.body === 'function') answer.body(response);
  else response.end(answer.body);
}

async function answerTo(request: IncomingMessage, context: Context): Promise<Answer> {
  const here = new URL(context.url);
  const url = URL.parse(request.url ?? '/', context.url);
  if (!url || url.origin !== here.origin) {
    return trouble(context, 400, 'That is not an address here', 'Start from the overview.');
  }
  if (request.headers.host === `127.0.0.1:${here.port}`) {
    return { status: 307, headers: { location: url.href }, body: '' };
  }
  // A page elsewhere can point its own name at this machine (DNS rebinding) and read the mailbox.
  if (request.headers.host !== here.host) {
    return trouble(context, 421, 'This console has another name', `Open ${context.url} instead.`);
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (method === 'POST' && request.headers.origin !== context.url) {
    const came = request.headers.origin ?? 'no Origin header';
    return trouble(context, 403, 'Refused', `Only ${context.url} may post here; came: ${came}.`);
  }
  const matches = routes.flatMap((route) => {
    const match = route.pattern.exec(url.href);
    return match ? [{ route, groups: match.pathname.groups }] : [];
  });
  const chosen = matches.find(({ route }) => route.method === method);
  if (chosen) return chosen.route.answer({ url, groups: chosen.groups }, context);
  if (matches.length === 0) {
    return trouble(context, 404, 'There is no such page', `Nothing is at ${url.pathname}.`);
  }
  const allow = matches.map(({ route }) => route.method).join(', ');
  const refusal = await trouble(context, 405, 'Not that way', `This page answers ${allow} only.`);
  return { ...refusal, headers: { ...refusal.headers, allow } };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
