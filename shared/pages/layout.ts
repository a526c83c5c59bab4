import { html, raw } from 'hono/html';
import type { Catalogue } from '../domain/catalogue.ts';
import { stylesheet } from './stylesheet.ts';

export type Markup = ReturnType<typeof html>;

type Company = Pick<Catalogue, 'controller' | 'regulator'>;

/** The frame of every page: who speaks, what it is about, where to complain. */
export function layout({ controller, regulator }: Company, title: string, content: Markup): string {
  return String(html`<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} – ${controller.name}</title>
<style>${raw(stylesheet)}</style>
</head>
<body>
<header>${controller.name}</header>
<main>${content}</main>
<footer>
<p>${controller.name}, ${controller.address}.
Questions about your data: <a href="mailto:${controller.email}">${controller.email}</a>.
You may also complain to the <a href="${regulator.complaintsUrl}">${regulator.name}</a>.</p>
</footer>
</body>
</html>`);
}
