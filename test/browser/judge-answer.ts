import type { BrowserContext, Response } from 'playwright-core';
import { type Finding, findings } from './finding.ts';

const MAX_BYTES = 20_000;

/** What every page's answer says beside the page. */
const HEADERS: Readonly<Record<string, RegExp>> = {
  'content-type': /^text\/html; charset=utf-8$/,
  'cache-control': /^no-store$/,
  // A page with a form that checks its origin must say where it comes from, to itself alone.
  'referrer-policy': /^(no-referrer|same-origin)$/,
  'x-robots-tag': /^noindex\b/,
  'x-content-type-options': /^nosniff$/,
  'content-security-policy':
    /^(?!.*(unsafe|script-src|\*|https?:))(?=.*default-src 'none')(?=.*base-uri 'none')(?=.*form-action 'self')(?=.*frame-ancestors 'none')/,
};

/** The answer as it came over the wire. `requests` counts all that the page asked for. */
export async function judgeAnswer(
  answer: Response,
  context: BrowserContext,
  { status, requests }: { status: number; requests: readonly string[] },
): Promise<Finding[]> {
  const headers = await answer.allHeaders();
  const wrong = Object.entries(HEADERS)
    .filter(([name, value]) => !value.test(headers[name] ?? ''))
    .map(([name]) => `${name}: ${headers[name] ?? 'none'}`);
  const bytes = (await answer.body()).length;
  const isStatus = answer.status() === status;
  return [
    ...findings('answer', isStatus ? [] : [`${answer.status()} in place of ${status}`]),
    ...findings('headers', wrong),
    ...findings('size', bytes < MAX_BYTES ? [] : [`${bytes} bytes`]),
    ...findings(
      'size',
      requests.map((url) => `asks for ${url}`),
    ),
    ...findings('cookies', 'set-cookie' in headers ? ['set-cookie'] : []),
    ...findings(
      'cookies',
      (await context.cookies()).map(({ name }) => name),
    ),
  ];
}
