import type { IncomingHttpHeaders } from 'node:http';
import { LOCAL_ACCOUNT, LOCAL_REGION } from '../aws-local.ts';
import type { PartitionKeys } from './leading-keys.ts';

/** What is known of a call besides its action and resource, by condition key. */
export type Context = Readonly<Record<string, readonly string[]>>;

/** One permission that a call needs. */
export type Need = { action: string; resource: string; context: Context };

/** One call to a service, as it came over HTTP. */
export type Call = {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Empty for a service whose bodies are passed on unread. */
  body: string;
  /** What the tables of the stack are keyed by. */
  partitionKeys: PartitionKeys;
};

export const ANY_RESOURCE = '*';

/** Every call here counts as one over TLS, as the SDK makes it on AWS. */
export const SECURE_TRANSPORT = 'aws:SecureTransport';

export function need(action: string, resource: string, context: Context = {}): Need {
  return { action, resource, context: { [SECURE_TRANSPORT]: ['true'], ...context } };
}

/** The operation of a JSON call: what stands behind the dot in `X-Amz-Target`. */
export function operationOf({ headers }: Call): string {
  return String(headers['x-amz-target'] ?? '').replace(/^[^.]*\./, '');
}

/** `name` as an ARN of this account, unless it is an ARN already. */
export function localArn(service: string, name: string): string {
  return name.startsWith('arn:')
    ? name
    : `arn:aws:${service}:${LOCAL_REGION}:${LOCAL_ACCOUNT}:${name}`;
}
