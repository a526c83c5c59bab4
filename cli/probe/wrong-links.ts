/** One part of a link that may be its token, and the link with that part changed in several ways. */
export type WrongLinks = { part: string; links: { change: string; url: URL }[] };

type Part = { name: string; value: string; replacedBy: (other: string) => URL };

const MIN_OPAQUE_CHARACTERS = 16;
const MAX_PARTS = 4;

/**
 * Changed forms of every part that is long and random enough for a change to hit nobody else. Numbers, short
 * values, addresses and text that is merely encoded stay as they are: changed, they may be somebody.
 */
export function wrongLinks(url: URL): WrongLinks[] {
  return partsOf(url)
    .filter(({ value }) => isOpaque(value))
    .slice(0, MAX_PARTS)
    .map(({ name, value, replacedBy }) => ({
      part: name,
      links: changesOf(value).map(({ change, to }) => ({ change, url: replacedBy(to) })),
    }));
}

/** Whether all that could name a person in this link can be counted, read or written by anybody. */
export function isGuessable(url: URL): boolean {
  const values = partsOf(url).map(({ value }) => value);
  return (
    !values.some(isOpaque) &&
    values.some((value) => /^\d+$/.test(value) || isAddress(value) || isReadable(value))
  );
}

/** Piece by piece as they stand in the link, so that whatever is not changed stays to the letter. */
function partsOf(url: URL): Part[] {
  const segments = url.pathname.split('/');
  const pairs = url.search.slice(1).split('&');
  return [
    ...segments.map((value, index) => ({
      name: `path segment ${index}`,
      value,
      replacedBy: (other: string) =>
        changed(url, (copy) => {
          copy.pathname = segments.with(index, other).join('/');
        }),
    })),
    ...pairs.map((pair, index) => {
      const start = pair.indexOf('=') + 1;
      return {
        name: `query value ${index + 1}`,
        value: pair.slice(start),
        replacedBy: (other: string) =>
          changed(url, (copy) => {
            copy.search = pairs.with(index, pair.slice(0, start) + other).join('&');
          }),
      };
    }),
  ];
}

function changed(url: URL, change: (copy: URL) => void): URL {
  const copy = new URL(url);
  change(copy);
  return copy;
}

function isOpaque(value: string): boolean {
  const mixes = /\d/.test(value) && /[a-z]/i.test(value);
  return value.length >= MIN_OPAQUE_CHARACTERS && mixes && !isAddress(value) && !isReadable(value);
}

const isAddress = (value: string) => /@|%40/i.test(value);

/** Encoded, yet with nothing in it but text, so with no proof in it. */
function isReadable(value: string): boolean {
  if (value.length < MIN_OPAQUE_CHARACTERS || !/^[\w+/=-]+$/.test(value)) return false;
  return /^[\x20-\x7e]+$/.test(Buffer.from(value, 'base64url').toString('latin1'));
}

function changesOf(value: string): { change: string; to: string }[] {
  const letters = [...value].flatMap((letter, at) => (/[a-z\d]/i.test(letter) ? [at] : []));
  // Not the very last: the unused bits of base64's last letter may mean nothing.
  const nearEnd = letters.at(-2) ?? 0;
  const inMiddle = letters[Math.floor(letters.length / 2)] ?? 0;
  return [
    { change: 'a letter near its end changed', to: withOther(value, nearEnd) },
    { change: 'a letter in its middle changed', to: withOther(value, inMiddle) },
    { change: 'its last letter missing', to: value.slice(0, -1) },
    { change: 'its second half missing', to: value.slice(0, Math.ceil(value.length / 2)) },
  ];
}

/** Of the same kind and case, so that it is refused for being wrong and not for its form. */
function withOther(value: string, at: number): string {
  const letter = value.charAt(at);
  const [low, high] = /\d/.test(letter) ? '38' : /[a-f]/i.test(letter) ? 'be' : 'ht';
  const other = (letter.toLowerCase() === low ? high : low) ?? '';
  const isUpper = letter !== letter.toLowerCase();
  return value.slice(0, at) + (isUpper ? other.toUpperCase() : other) + value.slice(at + 1);
}
