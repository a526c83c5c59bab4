const MAX_INPUT_CHARACTERS = 512;

/** BS 7666 shapes, after everything but letters and digits has been dropped (PST-1, PST-4). */
const POSTCODE =
  /^(GIR|[A-PR-UWYZ](?:[0-9][0-9A-HJKPS-UW]?|[A-HK-Y][0-9][0-9ABEHMNPRV-Y]?))([0-9][ABD-HJLNP-UW-Z]{2})$/;

/** What people write below the postcode; it tells the post nothing that the postcode does not. */
const COUNTRY =
  /(?:^| )(?:THE )?(?:UNITED KINGDOM|GREAT BRITAIN|NORTHERN IRELAND|ENGLAND|SCOTLAND|WALES|CYMRU|JERSEY|GUERNSEY|ISLE OF MAN|U ?K|G ?B|GBR)$/;
const MAX_COUNTRIES = 3;

const DWELLING = /\b(?:FLAT|FLT|APT|APARTMENT|UNIT|SUITE|ROOM)\b/;
/** Where a number begins the line it is the house's or the flat's, as in `2 Rose House` and `14/2 Mill Lane`. */
const NUMBER_FIRST = /^[0-9]{1,5}\b/;
const NUMBER = /\b[0-9]{1,5}\b/g;

/** What one list writes and another does not: `FLAT2`, `FLAT NO 2`, the letter of `14A` and `14 A`, `FLOOR 2`. */
const SPELLINGS: [RegExp, string][] = [
  [/\b(FLAT|FLT|APT|APARTMENT|UNIT|SUITE|ROOM)(?=[0-9])/g, '$1 '],
  [/\b(?:NO|NUMBER) ?(?=[0-9])/g, ''],
  [/\b([0-9]{1,5}) ?[A-Z]\b/g, '$1'],
  [/\b(?:FLOOR|LEVEL|DEPT|DEPARTMENT) [0-9]{1,5}\b/g, ''],
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
 * country: `LF1 2AB|14`, or `LF1 2AB` where no house has a number. It stands for the premises, whoever lives
 * there, and is coarse on purpose: an objection must reach every spelling, and post is opt-out, so what shares a
 * key is written to less (PST-5). Of house and flat only the larger number counts, since `2/14` and `14/2` do
 * not tell which is which; letters and names do not count, since they come and go between lists. Null if it has
 * no key; then it cannot be screened and must not be written to (PST-6).
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
  const ending = postcodeAtEnd(withoutCountry(lines));
  if (!ending || ending.above.length === 0) return null;
  const number = premiseNumber(ending.above);
  return number === null ? ending.postcode : `${ending.postcode}|${number}`;
}

function withoutCountry(lines: readonly string[]): string[] {
  let [last = '', ...above] = lines.toReversed();
  for (let countries = 0; countries < MAX_COUNTRIES && COUNTRY.test(last); countries++) {
    last = last.replace(COUNTRY, '');
    if (last === '') [last = '', ...above] = above;
  }
  return [...above.toReversed(), last];
}

/** The postcode that ends the last line, as all of it, one word or two, and the lines with what is above it. */
function postcodeAtEnd(lines: readonly string[]): { postcode: string; above: string[] } | null {
  const words = lines.at(-1)?.split(' ') ?? [];
  for (const count of [words.length, 1, 2]) {
    const postcode = canonicalPostcode(words.slice(-count).join(''));
    const rest = words.slice(0, -count).join(' ');
    if (postcode) return { postcode, above: [...lines.slice(0, -1), ...(rest ? [rest] : [])] };
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
