import { type Command, InvalidArgumentError } from 'commander';
import type * as z from 'zod';
import { Problem } from '../events/problem.ts';
import type { CommonOptions } from './command.ts';
import { knownNames } from './target.ts';

const TIMEOUT_MS = 35_000;

export type ApiOptions = CommonOptions & { key?: string; api?: string };

type Request = {
  method: 'GET' | 'POST';
  path: string;
  body?: unknown;
  idempotencyKey?: string;
};

/** Commands that do what any client does, over HTTP with a key. */
export function withApi(command: Command): Command {
  return command
    .option('--api <url>', 'the service; by default CONSENT_API_URL')
    .option('--key <key>', 'an API key; better in CONSENT_API_KEY, where no history keeps it');
}

export const API_NOTE =
  'Where: --local, or --api URL. Who: an API key in CONSENT_API_KEY, made by `consent keys create`.';

/** Calls the API and parses its answer; throws what it refused, in words. */
export function apiOf(options: ApiOptions) {
  const known = knownNames(options);
  const url = options.api ?? known.CONSENT_API_URL;
  const key = options.key ?? known.CONSENT_API_KEY;
  if (!url) throw new InvalidArgumentError('Say where: --local, --api URL or CONSENT_API_URL.');
  if (!key) throw new InvalidArgumentError('Say who: an API key in CONSENT_API_KEY, or --key.');
  return async <S extends z.ZodType>(schema: S, request: Request): Promise<z.infer<S>> => {
    const { method, path, body, idempotencyKey } = request;
    const answer = await fetch(`${url.replace(/\/$/, '')}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': `"${idempotencyKey}"` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new Error(`${url} gives no answer.${retryWith(idempotencyKey)}`, { cause });
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${refusalOf(answer.status, text)}${retryOn(answer, request)}`);
    return schema.parse(JSON.parse(text));
  };
}

function refusalOf(status: number, text: string): string {
  if (status === 401 || status === 403) {
    return `${status}: this key may not. See \`consent keys list\` for what it may do.`;
  }
  const problem = Problem.safeParse(parsed(text));
  if (!problem.success) return `The service answered ${status}.`;
  const { title, detail, errors = [] } = problem.data;
  return [
    `${status} ${title}. ${detail}`,
    ...errors.map((e) => `  ${e.pointer}: ${e.detail}`),
  ].join('\n');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const retryOn = ({ status }: Response, { idempotencyKey }: Request) =>
  status === 429 || status >= 500 ? retryWith(idempotencyKey) : '';

/** Whether it was done is unknown: under the same key it is done once at most. */
const retryWith = (key: string | undefined) =>
  key === undefined ? '' : ` Send the same again with --idempotency-key ${key}.`;
