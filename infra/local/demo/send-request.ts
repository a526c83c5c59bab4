import type * as z from 'zod';
import type { DemoRequest } from './curl-line.ts';
import { Unexpected } from './unexpected.ts';

/** Longer than a withdrawal may wait for a message that is just being sent (11 s). */
const REQUEST_TIMEOUT_MS = 20_000;
const SHOWN_PROBLEM_CHARS = 600;

/** `at`: when the answer was here, in milliseconds since the epoch. */
export type Reply = { status: number; type: string; text: string; at: number };

/** Sends no cookies and follows no redirect. */
export async function sendRequest({ method, url, headers, body }: DemoRequest): Promise<Reply> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...headers,
        ...(body && 'json' in body && { 'content-type': 'application/json' }),
      },
      body: body && encoded(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    });
    const at = Date.now();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, text: await response.text(), at };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Unexpected(`an answer from ${url}`, `none: ${why}`, { cause });
  }
}

/** The reply's body, if it has the status and the shape that the contract gives it. */
export function bodyOf<S extends z.ZodType>(reply: Reply, status: number, schema: S): z.infer<S> {
  expectStatus(reply, status);
  try {
    return schema.parse(JSON.parse(reply.text));
  } catch (cause) {
    const came = reply.text.slice(0, SHOWN_PROBLEM_CHARS);
    throw new Unexpected('an answer of the published shape', came, { cause });
  }
}

export function expectStatus(reply: Reply, status: number): void {
  if (reply.status === status) return;
  const came = `${reply.status} ${reply.text.slice(0, SHOWN_PROBLEM_CHARS)}`;
  throw new Unexpected(`status ${status}`, came);
}

function encoded(body: NonNullable<DemoRequest['body']>): string | URLSearchParams {
  if ('json' in body) return JSON.stringify(body.json);
  return new URLSearchParams(body.form.map(([name, value]): [string, string] => [name, value]));
}
