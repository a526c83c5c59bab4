import { InvalidArgumentError } from 'commander';
import { urisOf } from '../../shared/domain/list-unsubscribe.ts';

/** The headers that one-click unsubscribing hangs on; undefined is what was not there to be seen. */
export type GivenHeaders = {
  listUnsubscribe: readonly string[];
  listUnsubscribePost?: readonly string[] | undefined;
  dkimSignatures?: readonly string[] | undefined;
};

export type GivenLink = {
  /** Where one-click goes; undefined if the headers name no such place. */
  url: URL | undefined;
  /** Undefined if only a URL was given. */
  headers: GivenHeaders | undefined;
};

const MAX_HEADER_CHARACTERS = 256 * 1_024;

/** Reads a URL, a List-Unsubscribe value, header lines, or a whole email. Throws if it is none of these. */
export function readGivenLink(text: string, listUnsubscribePost?: string): GivenLink {
  const given = text.trim();
  const isUrl = /^https?:\/\/\S+$/i.test(given);
  if (isUrl) return { url: parseUrl(given), headers: undefined };
  const headers = /^[<(]/.test(given)
    ? { listUnsubscribe: [given] }
    : headersOf(text.slice(0, MAX_HEADER_CHARACTERS).trimStart());
  if (headers.listUnsubscribe.length === 0) {
    throw new InvalidArgumentError('There is no List-Unsubscribe in it, and it is no URL.');
  }
  const uris = headers.listUnsubscribe.flatMap(urisOf);
  const link = uris.find((uri) => /^https:/i.test(uri)) ?? uris.find((uri) => /^http:/i.test(uri));
  return {
    url: link === undefined ? undefined : parseUrl(link),
    headers:
      listUnsubscribePost === undefined
        ? headers
        : { ...headers, listUnsubscribePost: [listUnsubscribePost] },
  };
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (!url) throw new InvalidArgumentError('The link is no valid URL.');
  return url;
}

/** Of an email, or of header lines alone. Only a message as it was received carries signatures. */
function headersOf(text: string): GivenHeaders {
  const [block = ''] = text.split(/\r?\n\r?\n/, 1);
  const lines = block.replaceAll(/\r?\n(?=[ \t])/g, '').split(/\r?\n/);
  const valuesOf = (wanted: string) =>
    lines.flatMap((line) => {
      const colon = line.indexOf(':');
      return line.slice(0, colon).trim().toLowerCase() === wanted ? [line.slice(colon + 1)] : [];
    });
  const isWholeMail = valuesOf('from').length > 0;
  return {
    listUnsubscribe: valuesOf('list-unsubscribe'),
    listUnsubscribePost: valuesOf('list-unsubscribe-post'),
    dkimSignatures: isWholeMail ? valuesOf('dkim-signature') : undefined,
  };
}
