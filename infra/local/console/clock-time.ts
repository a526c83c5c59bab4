import { html } from 'hono/html';
import type { Html } from './layout.ts';

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });

/** The time of day on this machine, with the exact instant for machines. */
export function clockTime(at: Date): Html {
  return html`<time datetime="${at.toISOString()}">${clock.format(at)}</time>`;
}
