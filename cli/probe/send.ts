import { type IncomingHttpHeaders, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

export type Request = {
  method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST';
  url: URL;
  headers?: Readonly<Record<string, string>>;
  body?: string | undefined;
};

export type Answer = {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
  milliseconds: number;
};

/** Why there is no answer: it took too long, or there was nobody to give one. */
export type NoAnswer = { status: null; timedOut: boolean; problem: string };

export type Send = (request: Request) => Promise<Answer | NoAnswer>;

const MAX_BODY_BYTES = 128 * 1_024;

/**
 * Sends exactly the headers given and Host, on a connection of its own: no cookie, no user agent, no redirect
 * followed. What comes back is read up to a limit of size and of time.
 */
export const sender =
  (timeoutMs: number): Send =>
  ({ method, url, headers = {}, body }) => {
    const started = performance.now();
    const request = url.protocol === 'http:' ? requestHttp : requestHttps;
    const signal = AbortSignal.timeout(timeoutMs);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve) => {
      const fail = (error: Error) =>
        resolve({ status: null, timedOut: signal.aborted, problem: wordsOf(error) });
      const sent = request(
        url,
        { agent: false, method, headers: { ...headers, ...length }, signal },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          const done = () =>
            resolve({
              status: answer.statusCode ?? 0,
              headers: answer.headers,
              body: Buffer.concat(chunks).toString(),
              milliseconds: Math.round(performance.now() - started),
            });
          answer.on('data', (chunk: Buffer) => {
            chunks.push(chunk);
            bytes += chunk.length;
            if (bytes < MAX_BODY_BYTES) return;
            done();
            answer.destroy();
          });
          answer.on('end', done);
          answer.on('error', fail);
        },
      );
      sent.on('error', fail);
      sent.end(body);
    });
  };

/** The code only: a message may repeat the link. */
const wordsOf = (error: Error) =>
  'code' in error && typeof error.code === 'string' ? error.code : error.name;
