const MAX_INPUT_CHARACTERS = 512;

/** BS 7666 shapes, after everything but letters and digits has been dropped (PST-1, PST-4). */
const POSTCODE =
  /^(GIR|[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?))([0-9][ABD-HJLNP-UW-Z]{2})$/;
const POSTCODE_CHARACTERS = 7;

const DWELLING = /\b(?:FLAT|APT|APARTMENT|UNIT|SUITE|ROOM) ?([0-9]{1,4}[A-Z]?|[A-Z])\b/;
const HOUSE_NUMBER = /\b[0-9]{1,5}[A-Z]?\b/;

/** `SW1A 1AA`, however it was typed; null if no place in the United Kingdom has such a postcode. */
export function canonicalPostcode(raw: string): string | null {
  if (raw.length > MAX_INPUT_CHARACTERS) return null;
  const letters = raw
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '');
  const [, outward, inward] = POSTCODE.exec(letters) ?? [];
  return outward && inward ? `${outward} ${inward}` : null;
}

/**
 * The key of a postal address, given as lines (commas or line breaks) with the postcode last:
 * `LF1 2AB|FLAT 2 14`. It stands for the premises, whoever lives there, so an objection stops all that is
 * addressed to it: matching loosely can only ever block more (PST-5). Null if it has no key; then it cannot
 * be screened and must not be written to (PST-6).
 */
export function canonicalPostal(raw: string): string | null {
  if (raw.length > MAX_INPUT_CHARACTERS || !raw.isWellFormed()) return null;
  const lines = raw
    .normalize('NFKC')
    .toUpperCase()
    .split(/[\n\r,]+/)
    .map((line) => line.replace(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter((line) => line !== '');
  const last = lines.pop() ?? '';
  const postcode = canonicalPostcode(last) ?? postcodeAtEnd(last);
  const premise = premiseOf(lines.length > 0 ? lines : [last.slice(0, -POSTCODE_CHARACTERS)]);
  return postcode && premise ? `${postcode}|${premise}` : null;
}

/** `LARKFIELD LF1 2AB`: town and postcode on one line. */
function postcodeAtEnd(line: string): string | null {
  const words = line.split(' ');
  return canonicalPostcode(words.slice(-2).join('')) ?? canonicalPostcode(words.at(-1) ?? '');
}

/** Dwelling and house number where there are any, else the first line as the house's name. */
function premiseOf(lines: readonly string[]): string | null {
  const text = lines.join(' ');
  const dwelling = DWELLING.exec(text);
  const rest = dwelling ? text.replace(dwelling[0], ' ') : text;
  const house = HOUSE_NUMBER.exec(rest)?.[0];
  const parts = [dwelling && `FLAT ${dwelling[1]}`, house].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : lines[0]?.trim() || null;
}
