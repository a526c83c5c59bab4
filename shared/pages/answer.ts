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

/** A page with our form on it: with `no-referrer` a browser would post it with `Origin: null`. */
export function formPageAnswer(status: number, page: string): APIGatewayProxyStructuredResultV2 {
  const answer = htmlAnswer(status, page);
  return { ...answer, headers: { ...answer.headers, 'referrer-policy': 'same-origin' } };
}

/** Markup for a page of somebody else's; opened by itself it can do nothing. */
export function fragmentAnswer(markup: string): APIGatewayProxyStructuredResultV2 {
  const policy = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
  const headers = { ...PAGE_HEADERS, 'content-security-policy': policy };
  return { statusCode: 200, headers, body: markup };
}
