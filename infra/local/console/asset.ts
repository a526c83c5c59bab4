import { readFileSync } from 'node:fs';
import type { Answer, Context, Visit } from './answer.ts';
import { trouble } from './trouble-page.ts';

const CSS = 'text/css; charset=utf-8';
const JS = 'text/javascript; charset=utf-8';

const ASSETS: ReadonlyMap<string, string> = new Map([
  ['base.css', CSS],
  ['frame.css', CSS],
  ['overview.css', CSS],
  ['shop.css', CSS],
  ['mailbox.css', CSS],
  ['handset.css', CSS],
  ['live.css', CSS],
  ['lanes.css', CSS],
  ['live.js', JS],
  ['signup.js', JS],
  ['mark.svg', 'image/svg+xml'],
]);

/** What an adopter copies to their own site, the demo company has on its own. */
const FROM_ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['signup.js', '../../../shared/pages/embed/signup.js'],
]);

/** GET /assets/{name}: read anew each time, so that a change shows on reload. */
export function asset(
  { groups: { name = '' } }: Visit,
  context: Context,
): Answer | Promise<Answer> {
  const type = ASSETS.get(name);
  if (!type) return trouble(context, 404, 'There is no such file', `Nothing is called ${name}.`);
  return {
    status: 200,
    headers: { 'content-type': type, 'content-security-policy': "default-src 'none'" },
    body: readFileSync(new URL(FROM_ELSEWHERE.get(name) ?? `assets/${name}`, import.meta.url)),
  };
}
