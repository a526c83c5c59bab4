/** Strings that are personal data wherever they stand, and that nothing else writes. */
export const CANARY = {
  word: 'canary7f3aq9',
  email: 'canary7f3aq9@example.com',
  phone: '+447700900846',
  ip: '198.51.100.77',
} as const;

/** Numbers are shorter than words: found by their digits however they are written together. */
const SECRETS = [CANARY.word, '7700900846', '7700 900846', CANARY.ip];

type Trace = { name: string; text: string; isCaseless: boolean };

/** What each of them may look like in a text. */
const TRACES: readonly Trace[] = SECRETS.flatMap((secret) => [
  { name: 'plain', text: secret, isCaseless: true },
  ...encodedBytes(secret),
  ...['base64', 'base64url'].flatMap((encoding) =>
    alignments(secret, encoding as BufferEncoding).map((text) => ({
      name: encoding,
      text,
      isCaseless: false,
    })),
  ),
]);

function encodedBytes(secret: string): Trace[] {
  const bytes = [...Buffer.from(secret)].map((byte) => byte.toString(16).padStart(2, '0'));
  return [
    { name: 'hex', text: bytes.join(''), isCaseless: true },
    { name: 'percent-encoded', text: bytes.map((byte) => `%${byte}`).join(''), isCaseless: true },
    { name: 'escaped', text: bytes.map((byte) => `\\u00${byte}`).join(''), isCaseless: true },
  ];
}

/** What three bytes of base64 say depends on where they begin; its ends depend on the neighbours. */
function alignments(secret: string, encoding: BufferEncoding): string[] {
  return [0, 1, 2].map((shift) => {
    const text = Buffer.from(' '.repeat(shift) + secret).toString(encoding);
    return text.slice(shift === 0 ? 0 : 4, Math.floor((shift + secret.length) / 3) * 4);
  });
}

/** Which canaries are in it, and in what form; also of `others`, as they are. */
export function findCanaries(text: string, others: readonly string[] = []): string[] {
  const lower = text.toLowerCase();
  const found = TRACES.filter(({ text: trace, isCaseless }) =>
    (isCaseless ? lower : text).includes(isCaseless ? trace.toLowerCase() : trace),
  );
  const told = found.map(({ name, text: trace }) => `${trace} (${name})`);
  return [...new Set([...told, ...others.filter((other) => text.includes(other))])];
}
