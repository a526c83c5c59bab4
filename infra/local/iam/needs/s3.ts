import type { Call, Need } from '../need.ts';
import { need } from '../need.ts';

const OBJECT_ACTIONS: Readonly<Record<string, string>> = {
  GET: 's3:GetObject',
  HEAD: 's3:GetObject',
  PUT: 's3:PutObject',
  POST: 's3:PutObject',
  DELETE: 's3:DeleteObject',
};

// Sub-resources (?acl, ?retention …) are actions of their own; these are part of the usual ones.
const PLAIN_PARAMETERS = new Set([
  ...['x-id', 'list-type', 'prefix', 'delimiter', 'max-keys', 'continuation-token'],
  ...['start-after', 'encoding-type', 'fetch-owner', 'uploads', 'uploadId', 'partNumber'],
]);

/** Path-style calls: `/bucket` lists, `/bucket/key` is an object. Anything unusual keeps its own name, and nobody has it. */
export function s3Needs({ method, url, headers }: Call): Need[] {
  const [, bucket = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const arn = `arn:aws:s3:::${bucket}${key && `/${key}`}`;
  const unusual = [...url.searchParams.keys()].filter((name) => !PLAIN_PARAMETERS.has(name));
  if (unusual.length > 0) return [need(`s3:${method}?${unusual.join('&')}`, arn)];
  if (key === '') return [need(lists(method) ? 's3:ListBucket' : `s3:${method}`, arn)];
  const needs = [need(actionOn(method, url), arn)];
  // A lock needs leave of its own beside the put.
  if (headers['x-amz-object-lock-mode']) needs.push(need('s3:PutObjectRetention', arn));
  return needs;
}

function lists(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function actionOn(method: string, { searchParams }: URL): string {
  if (method === 'DELETE' && searchParams.has('uploadId')) return 's3:AbortMultipartUpload';
  return OBJECT_ACTIONS[method] ?? `s3:${method}`;
}
