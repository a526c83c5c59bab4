import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

export type Seen = {
  method: string;
  /** Path and query. */
  target: string;
  headers: IncomingMessage['headers'];
  body: string;
  /** Whether the path, but for a slash at its end, is the link's. */
  isTrueLink: boolean;
};

export type Reply = { status: number; headers?: Record<string, string>; body?: string };

export type Deed = { unsubscribe(): void; isUnsubscribed(): boolean };

/** What a careless server does with a request, where it differs from a right one; null: it never answers. */
export type Mistake = (seen: Seen, deed: Deed) => Reply | null | undefined;

export const TOKEN = 'v1.k1.eyJjb250YWN0SWQiOiJBYkNkRWZHaCJ9.q7Zr81_mXk20PdNc5wLtYQ';
const LINK_PATH = `/u/${TOKEN}`;

export const page = (content: string): Reply => ({
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: `<!doctype html><title>Newsletter</title><h1>Newsletter</h1>${content}`,
});

export const FORM = '<form method="post"><button>Unsubscribe</button></form>';
export const DONE = '<p>You have been unsubscribed.</p>';

/** A small server that does everything right, but for its mistake. */
export async function unsubscribeServer(mistake: Mistake = () => undefined) {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-probe-'));
  const stateFile = path.join(folder, 'state');
  const seen: Seen[] = [];
  let unsubscribed = false;
  const keep = () => writeFileSync(stateFile, String(unsubscribed));
  keep();
  const deed: Deed = {
    unsubscribe() {
      unsubscribed = true;
      keep();
    },
    isUnsubscribed: () => unsubscribed,
  };
  const server = createServer(async (request, response) => {
    const one = await seenOf(request);
    seen.push(one);
    const reply = mistake(one, deed);
    if (reply === null) return;
    const { status, headers, body } = reply ?? right(one, deed);
    response.writeHead(status, headers).end(one.method === 'HEAD' ? undefined : body);
  });
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    link: `${origin}${LINK_PATH}`,
    /** For --watch. */
    watch: `cat ${stateFile}`,
    seen,
    isUnsubscribed: deed.isUnsubscribed,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function right({ method, isTrueLink }: Seen, { unsubscribe }: Deed): Reply {
  if (!isTrueLink) return { ...page('<p>This link does not work.</p>'), status: 404 };
  if (method !== 'POST') return page(FORM);
  unsubscribe();
  return page(DONE);
}

async function seenOf(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method = '', url: target = '', headers } = request;
  const [asked = ''] = target.split('?');
  const isTrueLink = asked.replace(/\/$/, '') === LINK_PATH;
  return { method, target, headers, body: Buffer.concat(chunks).toString(), isTrueLink };
}
