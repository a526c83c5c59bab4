import { createHash } from 'node:crypto';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { catalogue } from '../catalogue.ts';
import { RETRY_AFTER_SECONDS } from '../http/problem.ts';
import { stylesheet } from './stylesheet.ts';

const { look } = catalogue;
const styleHash = createHash('sha256').update(stylesheet(look)).digest('base64');
const images = look.logo === undefined ? '' : ' img-src data:;';

/** No script, no cookie, no referrer, no cache, no frame: the address of a page may hold a token. */
const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}';${images} form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

export function htmlAnswer(status: number, page: string): APIGatewayProxyStructuredResultV2 {
  const retry = status === 503 && { 'retry-after': RETRY_AFTER_SECONDS };
  return { statusCode: status, headers: { ...PAGE_HEADERS, ...retry }, body: page };
}
