import { html, raw } from 'hono/html';
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Catalogue } from '../domain/catalogue.ts';
import { GROUNDS, onAccent } from '../domain/look.ts';

/** A short letter with one thing to press. Text and HTML say the same. */
export type ServiceEmail = {
  to: string;
  locale: string;
  subject: string;
  greeting: string;
  intro: string;
  /** Each a line of its own, like what was asked for. */
  points: readonly string[];
  button: { text: string; url: string };
  after: readonly string[];
};

type Company = Pick<Catalogue, 'controller' | 'look' | 'service'>;

/** The whole MIME message. It is no marketing, so it has no way to unsubscribe from it, and no List-Id. */
export function renderServiceEmail(company: Company, email: ServiceEmail): Promise<Buffer> {
  const { name, address } = company.service.email;
  return new MailComposer({
    from: { name, address },
    to: { name: '', address: email.to },
    subject: email.subject,
    text: asText(company, email),
    html: asHtml(company, email),
    // RFC 3834: no answering machine answers it.
    headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': email.locale },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}

function asText({ controller }: Company, email: ServiceEmail): string {
  const { greeting, intro, points, button, after } = email;
  return [
    ...[greeting, '', intro, '', ...points.map((point) => `- ${point}`), ''],
    ...[`${button.text}: ${button.url}`, '', ...after, ''],
    ...['-- ', `${controller.name}, ${controller.address}`, ''],
  ].join('\n');
}

/** `ses:no-track`: click tracking must not stand between a person and the link (SES strips it). */
function asHtml({ controller, look }: Company, email: ServiceEmail): string {
  const { locale, subject, greeting, intro, points, button, after } = email;
  const { light, dark } = GROUNDS;
  const style = `body{margin:0;padding:24px 16px;background:${light.card};color:${light.ink};font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main,footer{max-width:34rem;margin:0 auto}
a{color:${look.accent}}
.button{display:inline-block;padding:10px 20px;border-radius:8px;background:${look.accent};color:${onAccent(look.accent)};font-weight:600;text-decoration:none}
footer{font-size:14px}
@media (prefers-color-scheme:dark){body{background:${dark.card};color:${dark.ink}}a{color:${look.accentInDark}}.button{background:${look.accentInDark};color:${onAccent(look.accentInDark)}}}`;
  return String(html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${subject}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<p>${greeting}</p>
<p>${intro}</p>
${points.length > 0 ? html`<ul>${points.map((point) => html`<li>${point}</li>`)}</ul>` : ''}
<p><a class="button" ses:no-track href="${button.url}">${button.text}</a></p>
${after.map((paragraph) => html`<p>${paragraph}</p>`)}
</main>
<footer><p>${controller.name}, ${controller.address}</p></footer>
</body>
</html>`);
}
