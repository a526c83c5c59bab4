import { urisOf } from '../../../shared/domain/list-unsubscribe.ts';
import type { Header } from './read-mail.ts';

/** A withdrawal may wait 11 s for a message that is just being sent; the answer comes after that. */
const ONE_CLICK_TIMEOUT_MS = 20_000;
const SHOWN_ANSWER_CHARS = 2_000;

/**
 * The URL for one-click unsubscribing: the first http(s) URI of the only List-Unsubscribe header, if the
 * only List-Unsubscribe-Post header is there as well (RFC 8058 §3.1). Undefined if not offered.
 */
export function oneClickUrl(headers: readonly Header[]): string | undefined {
  const [links, ...moreLinks] = valuesOf(headers, 'list-unsubscribe');
  const [post, ...morePosts] = valuesOf(headers, 'list-unsubscribe-post');
  if (!links || moreLinks.length > 0 || morePosts.length > 0) return undefined;
  if (post?.trim() !== 'List-Unsubscribe=One-Click') return undefined;
  return urisOf(links).find((uri) => /^https?:\/\//i.test(uri));
}

/** Compares origin and path, not text: `http://localhost:4101.example.com` is not `http://localhost:4101`. */
export function isUnder(url: string, baseUrl: string): boolean {
  const target = URL.parse(url);
  const base = new URL(baseUrl);
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return target !== null && target.origin === base.origin && target.pathname.startsWith(folder);
}

export type OneClickResult =
  | { answered: true; url: string; status: number; body: string }
  | { answered: false; url: string; problem: string };

/** Does what a mailbox provider does: one POST with no cookies and no Origin, no redirect followed (RFC 8058 §3.2). */
export async function postOneClick(url: string): Promise<OneClickResult> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
      redirect: 'manual',
      signal: AbortSignal.timeout(ONE_CLICK_TIMEOUT_MS),
    });
    const body = (await response.text()).slice(0, SHOWN_ANSWER_CHARS);
    return { answered: true, url, status: response.status, body };
  } catch (error) {
    return {
      answered: false,
      url,
      problem: error instanceof Error ? error.message : String(error),
    };
  }
}

function valuesOf(headers: readonly Header[], wanted: string): string[] {
  return headers.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value);
}
