/** A header of a raw message: its name, and its line or lines as they stand. */
type Header = { name: string; lines: string };

export type RawEmail = { headers: readonly Header[]; body: string };

// RFC 5322 §3.6 and RFC 2369 §2: more than one of these is malformed, and SES says so.
const ONCE_ONLY = new Set([
  ...['bcc', 'cc', 'date', 'from', 'in-reply-to', 'message-id', 'references', 'reply-to'],
  ...['sender', 'subject', 'to', 'content-type', 'content-transfer-encoding', 'mime-version'],
  ...['list-help', 'list-id', 'list-post', 'list-subscribe', 'list-unsubscribe'],
  'list-unsubscribe-post',
]);

/** Splits a MIME message (as latin1, so that every byte stays) into its headers and the rest. */
export function parseRawEmail(message: string): RawEmail {
  const end = /\r?\n\r?\n/.exec(message);
  const head = end ? message.slice(0, end.index) : message;
  const headers: Header[] = [];
  for (const line of head.split(/\r?\n/)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) last.lines += `\r\n${line}`;
    else headers.push({ name: line.slice(0, line.indexOf(':')).toLowerCase(), lines: line });
  }
  return { headers, body: end ? message.slice(end.index + end[0].length) : '' };
}

/** The name, as written, of a header that stands twice and must not. */
export function duplicateHeader({ headers }: RawEmail): string | undefined {
  const seen = new Set<string>();
  for (const { name, lines } of headers) {
    if (ONCE_ONLY.has(name) && seen.has(name)) return lines.slice(0, name.length);
    seen.add(name);
  }
  return undefined;
}

/** Replaces the Date and Message-ID that SES writes itself, and drops the Bcc that nobody may read. */
export function stampRawEmail(email: RawEmail, messageId: string, at: Date): Buffer {
  const rewritten = new Set(['date', 'message-id', 'bcc']);
  const kept = email.headers.filter(({ name }) => !rewritten.has(name)).map(({ lines }) => lines);
  const date = at.toUTCString().replace('GMT', '+0000');
  const head = [...kept, `Message-ID: <${messageId}>`, `Date: ${date}`].join('\r\n');
  return Buffer.from(`${head}\r\n\r\n${email.body}`, 'latin1');
}
