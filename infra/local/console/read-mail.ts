import PostalMime from 'postal-mime';
import type { Mail } from '../mailbox.ts';
import { oneClickUrl } from './one-click.ts';

export type Header = readonly [name: string, value: string];

/** A delivered message as a person, and as a mail program, sees it. */
export type ReadMail = {
  id: string;
  at: Date;
  from: string;
  to: string;
  subject: string;
  headers: readonly Header[];
  /** The header block byte for byte, folded lines and all. */
  rawHeaders: string;
  text: string | undefined;
  html: string | undefined;
  /** Where a one-click unsubscribe goes, if the headers offer it (RFC 8058). */
  oneClick: string | undefined;
};

export async function readMail(mail: Mail): Promise<ReadMail> {
  const parsed = await PostalMime.parse(mail.raw);
  const headers = parsed.headers.map(({ originalKey, value }) => [originalKey, value] as const);
  return {
    id: mail.id,
    at: mail.at,
    from: parsed.headers.find(({ key }) => key === 'from')?.value ?? mail.source,
    to: mail.destinations.join(', '),
    subject: parsed.subject || '(no subject)',
    headers,
    rawHeaders: headerBlock(mail.raw),
    text: parsed.text,
    html: parsed.html,
    oneClick: oneClickUrl(headers),
  };
}

function headerBlock(raw: Buffer): string {
  const end = raw.indexOf('\r\n\r\n');
  return raw.toString('utf8', 0, end === -1 ? raw.length : end);
}
