import { html } from 'hono/html';
import type { Html } from './layout.ts';

const WEB_ADDRESS = /(https?:\/\/[^\s<>"]+)/;

/** Plain text with its web addresses made clickable, everything escaped. */
export function linkedText(text: string): Html[] {
  return text
    .split(WEB_ADDRESS)
    .map((part, index) =>
      index % 2 === 1
        ? html`<a href="${part}" target="_blank" rel="noreferrer">${part}</a>`
        : html`${part}`,
    );
}
