import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export type RawRequest = {
  method: string;
  /** As it goes over the wire: nothing is escaped or brought into order. */
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Buffer;
};

export type RawAnswer = { status: number; headers: IncomingHttpHeaders; body: string };

const CONNECTIONS = 8;

/** Sends requests with exactly the headers given and Host: no user agent, no cookies, no redirects followed. */
export function rawClient(apiUrl: string) {
  const { hostname, port } = new URL(apiUrl);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return {
    send: ({ method, path, headers = {}, body }: RawRequest) =>
      new Promise<RawAnswer>((resolve, reject) => {
        const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
        const sent = request(
          { agent, hostname, port, method, path, headers: { ...headers, ...length } },
          (answer) => {
            const chunks: Buffer[] = [];
            answer.on('data', (chunk: Buffer) => chunks.push(chunk));
            answer.on('error', reject);
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: answer.headers,
                body: Buffer.concat(chunks).toString(),
              }),
            );
          },
        );
        sent.on('error', reject);
        sent.end(body);
      }),
    close: () => agent.destroy(),
  };
}

export type RawClient = ReturnType<typeof rawClient>;

/** Runs `act` for 0 … count - 1, a few at a time. */
export async function eachOfMany(
  count: number,
  act: (index: number) => Promise<void>,
  atOnce = CONNECTIONS,
): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let index = next++; index < count; index = next++) await act(index);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}
