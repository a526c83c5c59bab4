import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const NAV = [
  { href: '/', name: 'Overview' },
  { href: '/shop', name: 'Sign up' },
  { href: '/mailbox', name: 'Mailbox' },
  { href: '/handset', name: 'Handset' },
  { href: '/live', name: 'Live view' },
] as const;

/** Files under assets/ that a page needs besides base.css; the policy forbids inline scripts and styles. */
type Files = { styles?: readonly string[]; script?: string };

type Layout = {
  title: string;
  current?: (typeof NAV)[number]['href'];
  files?: Files;
  body: Html;
};

/** The console's frame around a page. */
export function layout({ title, current, files, body }: Layout): Html {
  const links = NAV.map(
    ({ href, name }) =>
      html`<li><a href="${href}"${href === current ? html` aria-current="page"` : ''}>${name}</a></li>`,
  );
  return document({
    locale: 'en-GB',
    title: `${title} – Prior Consent, local`,
    files: { ...files, styles: ['frame.css', ...(files?.styles ?? [])] },
    body: html`<a class="skip" href="#main">Skip to the content</a>
<header class="masthead">
<div class="wrap">
<a class="brand" href="/"><img src="/assets/mark.svg" alt="" width="28" height="28">Prior Consent <span class="tag">local</span></a>
<nav aria-label="Console"><ul>${links}</ul></nav>
</div>
</header>
<main id="main" class="wrap">${body}</main>
<footer class="wrap colophon">
<p>Everything here runs on this machine. No message leaves it, whatever address you type.</p>
</footer>`,
  });
}

type Document = { locale: string; title: string; files: Files; body: Html };

/** A bare HTML document with the stylesheet: for pages that are not the console's own, like the demo shop. */
export function document({ locale, title, files, body }: Document): Html {
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="/assets/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/assets/base.css">
${files.styles?.map((name) => html`<link rel="stylesheet" href="/assets/${name}">`)}
${files.script ? html`<script src="/assets/${files.script}" defer></script>` : ''}
</head>
<body>
${body}
</body>
</html>
`;
}
