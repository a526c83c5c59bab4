import type { ServerResponse } from 'node:http';
import type { Handset } from '../handset.ts';
import type { Hops } from '../hops.ts';
import type { Mailbox } from '../mailbox.ts';
import type { Html } from './layout.ts';

/** What every page of the console may look at. */
export type Context = {
  url: string;
  apiUrl: string;
  mailbox: Mailbox;
  handset: Handset;
  hops: Hops;
};

export type Visit = { url: URL; groups: Readonly<Record<string, string | undefined>> };

/** A function as body keeps the response open and writes to it. */
export type Answer = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Buffer | ((response: ServerResponse) => void);
};

/**
 * An HTML page under the console's own policy: no inline script, forms only to here and to the API. `asksApi`: its
 * script may call the API as well.
 */
export async function page(
  context: Context,
  status: number,
  markup: Html,
  { asksApi = false }: { asksApi?: boolean } = {},
): Promise<Answer> {
  const api = new URL(context.apiUrl).origin;
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self'${asksApi ? ` ${api}` : ''}`,
    "frame-src 'self'",
    `form-action 'self' ${api}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy.join('; '),
    },
    body: String(await markup),
  };
}

export function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
  };
}
