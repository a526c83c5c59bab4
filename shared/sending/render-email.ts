import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { EmailContent, Substitutions } from '../../events/message.ts';
import type { EmailPolicy } from '../domain/catalogue.ts';
import { oneClickHeaders } from '../domain/unsubscribe-link.ts';
import { type FooterOf, footerOf } from './footer.ts';
import { fill, oneLine } from './placeholders.ts';

export type EmailToRender = FooterOf & {
  to: string;
  content: EmailContent;
  substitutions: Substitutions;
  sender: EmailPolicy['sender'];
};

/**
 * The whole MIME message, text and HTML, with its one-click headers (RFC 8058 §3.1), List-Id (RFC 2919)
 * and a footer that says who writes, why, and how to leave. Values never reach a header unencoded.
 */
export function renderEmail(email: EmailToRender): Promise<Buffer> {
  const { content, substitutions, sender, unsubscribeUrl } = email;
  const html = content.html ?? textAsHtml(content.text);
  const footer = footerOf(email);
  return new MailComposer({
    from: { name: sender.name, address: sender.address },
    to: { name: '', address: email.to },
    subject: fill(content.subject, substitutions, oneLine),
    text: `${fill(content.text, substitutions, (value) => value)}\n\n${footer.text}`,
    html: withFooter(fill(html, substitutions, escapeHtml), footer.html),
    headers: {
      ...asWritten(oneClickHeaders(unsubscribeUrl)),
      ...asWritten({ 'List-Id': listIdOf(email) }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

/** Ready headers, which the composer must neither fold nor encode. */
const asWritten = (headers: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, { prepared: true, value }]),
  );

/** `Monthly newsletter <…>`; a name that is not plain words is left out rather than encoded (RFC 2919 §3). */
function listIdOf({ purpose, sender }: EmailToRender): string {
  const isPlain = /^[A-Za-z0-9]+( [A-Za-z0-9]+)*$/.test(purpose);
  return isPlain ? `${purpose} <${sender.listId}>` : `<${sender.listId}>`;
}

function escapeHtml(value: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return value.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

function textAsHtml(text: string): string {
  const paragraphs = text.split(/\n{2,}/).map((part) => escapeHtml(part).replaceAll('\n', '<br>'));
  return paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n');
}

/**
 * Before the end of the body, if the content has one. Senders are trusted with their HTML: one that hides the
 * footer still has the way out in the text part and in the headers.
 */
function withFooter(html: string, footer: string): string {
  const end = [...html.matchAll(/<\/body\s*>/gi)].at(-1)?.index ?? html.length;
  return `${html.slice(0, end)}\n${footer}${html.slice(end)}`;
}
