import { urisOf } from '../../shared/domain/list-unsubscribe.ts';
import type { GivenHeaders, GivenLink } from './given-link.ts';
import type { Row, Verdict } from './row.ts';

const ONE_CLICK_VALUE = /^ ?List-Unsubscribe=One-Click$/;
const EMAIL_ADDRESS = /[^/?&=@]@[\w-]+\.\w/;

/** What can be said of the headers and the link before anything is sent. */
export function judgeHeaders({ url, headers }: GivenLink): Row[] {
  return [
    ...(headers ? [judgeCount(headers), judgeUris(headers), judgePost(headers)] : []),
    ...(headers?.dkimSignatures ? [judgeSignatures(headers.dkimSignatures)] : []),
    ...(url ? judgeLink(url) : []),
  ];
}

function judgeCount({ listUnsubscribe, listUnsubscribePost }: GivenHeaders): Row {
  const seen = listUnsubscribePost?.length;
  const isOnce = listUnsubscribe.length === 1 && (seen === undefined || seen === 1);
  return row('OCU-1', 'each header is there, once', {
    got: `List-Unsubscribe: ${listUnsubscribe.length}, List-Unsubscribe-Post: ${seen ?? 'not given'}`,
    verdict: isOnce && seen === undefined ? 'not tellable' : okIf(isOnce),
    why: 'Without both headers, or with two of a kind, a provider offers no one-click.',
  });
}

function judgeUris({ listUnsubscribe }: GivenHeaders): Row {
  const schemes = listUnsubscribe.flatMap(urisOf).map((uri) => /^[a-z]*/i.exec(uri)?.[0] ?? '');
  const web = schemes.filter((scheme) => /^https?$/i.test(scheme));
  return row('OCU-2', 'one web link, and no second', {
    got: schemes.length > 0 ? schemes.join(', ').toLowerCase() : 'no link in angle brackets',
    verdict: okIf(web.length === 1),
    why: 'A provider posts to the one web link; with none or several it cannot know where.',
  });
}

function judgePost({ listUnsubscribePost }: GivenHeaders): Row {
  const [value, ...more] = listUnsubscribePost ?? [];
  const isExact = value !== undefined && more.length === 0 && ONE_CLICK_VALUE.test(value);
  return row('OCU-3', 'List-Unsubscribe-Post says exactly List-Unsubscribe=One-Click', {
    got:
      listUnsubscribePost === undefined ? 'not given' : isExact ? 'exactly that' : 'something else',
    verdict: listUnsubscribePost === undefined ? 'not tellable' : okIf(isExact),
    why: 'Any other value, or a trailing blank, is no offer of one-click.',
  });
}

function judgeSignatures(signatures: readonly string[]): Row {
  const covering = signatures.filter((signature) => {
    const signed = signedHeaders(signature);
    return ['list-unsubscribe', 'list-unsubscribe-post'].every((name) => signed.includes(name));
  });
  return row('OCU-10', 'a DKIM signature covers both headers', {
    got: `${covering.length} of ${signatures.length} signatures name both in h= (not verified here)`,
    verdict: signatures.length === 0 ? 'not tellable' : okIf(covering.length > 0),
    why: 'Providers take no one-click from headers that anybody on the way may have added.',
  });
}

function signedHeaders(signature: string): string[] {
  const tag = signature.split(';').find((part) => part.trimStart().startsWith('h='));
  return (tag ?? '')
    .replace('h=', '')
    .split(':')
    .map((name) => name.trim().toLowerCase());
}

function judgeLink(url: URL): Row[] {
  const { username, password } = url;
  return [
    row('OCU-2', 'the link is https', {
      got: url.protocol.slice(0, -1),
      verdict: url.protocol === 'https:' ? 'ok' : isLoopback(url) ? 'not tellable' : 'BROKEN',
      why: isLoopback(url)
        ? 'On this machine a link may be http; what is deployed must be https.'
        : 'Providers post to https only, and anybody on the way could read the link.',
    }),
    row('OCU-6', 'the link asks for no password', {
      got: username || password ? 'name or password in the link' : 'none',
      verdict: okIf(!username && !password),
      why: 'The POST carries no authorisation.',
    }),
    row('OCU-21', 'no address in the link', {
      got: hasAddress(url) ? 'an email address' : 'none',
      verdict: okIf(!hasAddress(url)),
      why: 'Links end in logs and archives; and who can write an address can unsubscribe it.',
    }),
  ];
}

const hasAddress = ({ pathname, search }: URL) =>
  [pathname, search].some((part) => EMAIL_ADDRESS.test(part.replaceAll(/%40/gi, '@')));

const isLoopback = ({ hostname }: URL) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);

const okIf = (sound: boolean): Verdict => (sound ? 'ok' : 'BROKEN');

const row = (rule: string, check: string, found: Pick<Row, 'got' | 'verdict' | 'why'>): Row => ({
  rule,
  check,
  sent: 'nothing',
  ...found,
});
