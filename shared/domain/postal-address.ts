const MAX_INPUT_CHARACTERS = 512;

/** BS 7666 shapes, after everything but letters and digits has been dropped (PST-1, PST-4). */
const POSTCODE =
  /^(GIR|[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?))([0-9][ABD-HJLNP-UW-Z]{2})$/;

/** What people write behind the postcode; it tells the post nothing that the postcode does not. */
const COUNTRY =
  /(?:^| )(?:THE )?(?:UNITED KINGDOM|GREAT BRITAIN|NORTHERN IRELAND|ENGLAND|SCOTLAND|WALES|CYMRU|JERSEY|GUERNSEY|ISLE OF MAN|U ?K|G ?B|GBR)$/;

const DWELLING = /\b(?:FLAT|FLT|APT|APARTMENT|UNIT|SUITE|ROOM)\b/;
/** Where a number begins the line it is the house's or the flat's, as in `2 Rose House` and `14/2 Mill Lane`. */
const NUMBER_FIRST = /^[0-9]{1,4}\b/;
const NUMBER = /\b[0-9]{1,4}\b/g;

/** What one list writes and another does not: `FLAT2`, `FLAT NO 2`, the letter of `14A` and `14 A`, `FLOOR 2`. */
const SPELLINGS: [RegExp, string][] = [
  [/\b(FLAT|FLT|APT|APARTMENT|UNIT|SUITE|ROOM)(?=[0-9])/g, '$1 '],
  [/\b(?:NOS?|NUMBER) ?(?=[0-9])/g, ''],
  [/\b([0-9]{1,4}) ?[A-Z]\b/g, '$1'],
  [/\b(?:FLOOR|LEVEL|DEPT|DEPARTMENT) [0-9]{1,4}\b/g, ''],
];

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
 * The key of a postal address, given as lines (commas or line breaks) with the postcode last, perhaps above its
 * county and country: `LF1 2AB|14`, or `LF1 2AB` where the house has no number. It stands for the premises,
 * whoever lives there, and is coarse on purpose: an objection must reach every spelling, and post is opt-out, so
 * what shares a key can only be written to less (PST-5). Of house and flat only the larger number counts, since
 * `2/14` and `14/2` do not tell which is which; letters and names come and go between lists, and do not count.
 * Null if it has no key; then it cannot be screened and must not be written to (PST-6).
 */
export function canonicalPostal(raw: string): string | null {
  if (raw.length > MAX_INPUT_CHARACTERS || !raw.isWellFormed()) return null;
  const lines = raw
    // `14½` would become 141/2.
    .replace(/\p{No}/gu, ' ')
    .normalize('NFKC')
    .toUpperCase()
    .replace(/\p{Cf}/gu, '')
    .split(/[\n\r\u2028\u2029,;|]+/)
    .map((line) => line.replace(/[^\p{L}\p{N}]+/gu, ' ').trim())
    .filter((line) => line !== '');
  const found = findPostcode(lines);
  if (!found || found.above.length === 0) return null;
  const number = premiseNumber(found.above);
  return number === null ? found.postcode : `${found.postcode}|${number}`;
}

type Found = { postcode: string; above: string[] };

/** In the lowest line with any digit; what is below has none, like counties and countries. */
function findPostcode(lines: readonly string[]): Found | null {
  const at = lines.findLastIndex((line) => /[0-9]/.test(line));
  // `England, UK` without its comma.
  const line = lines[at]?.replace(COUNTRY, '').replace(COUNTRY, '') ?? '';
  const words = line.split(' ');
  for (const count of [words.length, 1, 2]) {
    const postcode = canonicalPostcode(words.slice(-count).join(''));
    const rest = words.slice(0, -count).join(' ');
    if (postcode) return { postcode, above: [...lines.slice(0, at), ...(rest ? [rest] : [])] };
  }
  return null;
}

/**
 * The largest number of the lines that begin with one or name a dwelling. A company's or a person's line may hold
 * others (`Studio 54`), which count only where no line begins with a number.
 */
function premiseNumber(lines: readonly string[]): number | null {
  const spelt = lines.map((line) =>
    SPELLINGS.reduce((text, [spelling, plain]) => text.replace(spelling, plain), line).trim(),
  );
  const isPlain = spelt.some((line) => NUMBER_FIRST.test(line));
  const telling = spelt.filter(
    (line) => !isPlain || NUMBER_FIRST.test(line) || DWELLING.test(line),
  );
  const numbers = telling.flatMap((line) => line.match(NUMBER) ?? []).map(Number);
  return numbers.length > 0 ? Math.max(...numbers) : null;
}
