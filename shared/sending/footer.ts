import { html } from 'hono/html';
import type { Catalogue } from '../domain/catalogue.ts';
import type { Words } from '../pages/words/words.ts';

export type FooterOf = {
  words: Words;
  controller: Catalogue['controller'];
  /** The purpose's name, for people. */
  purpose: string;
  unsubscribeUrl: string;
};

/** What stands beneath every marketing email: why it came, the way out, and who writes (MBP-2, DRK-5). */
export function footerOf(about: FooterOf): { text: string; html: string } {
  return { text: textFooter(about), html: htmlFooter(about) };
}

const because = ({ words, controller, purpose }: FooterOf) =>
  words.footer.because(controller.name, purpose);

function textFooter(about: FooterOf): string {
  const { words, controller, unsubscribeUrl } = about;
  return [
    '-- ',
    because(about),
    `${words.footer.unsubscribe}: ${unsubscribeUrl}`,
    `${controller.name}, ${controller.address}`,
    '',
  ].join('\n');
}

/** `ses:no-track`: click tracking must not stand between a person and the way out (OCU-19; SES strips it). */
function htmlFooter(about: FooterOf): string {
  const { words, controller, unsubscribeUrl } = about;
  return String(html`<hr><div lang="${words.locale}"><p>${because(about)}</p>
<p><a ses:no-track href="${unsubscribeUrl}">${words.footer.unsubscribe}</a></p>
<p>${controller.name}, ${controller.address}</p></div>`);
}
