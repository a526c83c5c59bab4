import { html, raw } from 'hono/html';
import { catalogue } from '../../../shared/catalogue.ts';
import { type Answer, type Context, page, type Visit } from './answer.ts';
import { document, type Html } from './layout.ts';
import { type ShopWords, shopWords } from './shop-words.ts';
import { trouble } from './trouble-page.ts';

const FORM_TIMEOUT_MS = 10_000;

/** Each page of the demo company has one form of its catalogue on it. */
const PAGES = { '': 'newsletter', choices: 'contact' } as const;
type PageName = keyof typeof PAGES;

const isPage = (name: string): name is PageName => Object.hasOwn(PAGES, name);

/** GET /shop, /shop/choices: the demo company's site, with its forms included as an adopter would. */
export async function shopPage({ url, groups }: Visit, context: Context): Promise<Answer> {
  const name = groups.page ?? '';
  if (!isPage(name)) {
    return trouble(context, 404, 'There is no such page', `Nothing is at ${url.pathname}.`);
  }
  const words = shopWords(url.searchParams.get('lang'));
  const form = await fetchForm(context.apiUrl, PAGES[name], words.locale);
  if (form instanceof Error) {
    return trouble(
      context,
      502,
      'The form could not be fetched',
      `${form.message}. Is the local stack up? Start it with npm start.`,
    );
  }
  const { title } = words.pages[name];
  const markup = document({
    locale: words.locale,
    title: `${title} – ${catalogue.controller.name}`,
    files: { styles: ['shop.css'], script: 'signup.js' },
    body: shop(words, name, form),
  });
  return page(context, 200, markup, { asksApi: true });
}

/** All that an adopter's server does: fetch the form when the page is rendered, and put it in. */
async function fetchForm(apiUrl: string, formId: string, locale: string): Promise<string | Error> {
  const url = `${apiUrl}/v1/forms/${formId}/embed?locale=${locale}`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(FORM_TIMEOUT_MS) });
    if (!response.ok) return new Error(`GET ${url} answered ${response.status}`);
    return await response.text();
  } catch (cause) {
    return new Error(`GET ${url} had no usable answer`, { cause });
  }
}

function shop(words: ShopWords, name: PageName, form: string): Html {
  const { title, intro } = words.pages[name];
  return html`<aside class="ribbon"><div class="wrap"><p>${words.demo} <a href="/">${words.back}</a></p></div></aside>
<header class="shopfront"><div class="wrap">
<a class="company" href="/shop?lang=${words.locale}">${catalogue.controller.name}</a>
<nav aria-label="${words.nav}"><ul>
${Object.entries(words.pages).map(
  ([page, { link }]) =>
    html`<li><a href="/shop${page && `/${page}`}?lang=${words.locale}"${page === name ? html` aria-current="page"` : ''}>${link}</a></li>`,
)}
<li><a href="?lang=${words.other.locale}" lang="${words.other.locale}" hreflang="${words.other.locale}">${words.other.name}</a></li>
</ul></nav>
</div></header>
<main class="shop wrap">
<h1>${title}</h1>
<p class="intro">${intro}</p>
${name === '' ? shelves(words) : ''}
<section class="signup" aria-labelledby="signup"><h2 id="signup">${words.signup[name]}</h2>
${raw(form)}</section>
</main>
<footer class="wrap colophon"><p>${catalogue.controller.name}, ${catalogue.controller.address}</p></footer>`;
}

function shelves({ shelves: goods }: ShopWords): Html {
  return html`<ul class="shelves">${goods.map(
    ({ name, text }) => html`<li><h2>${name}</h2><p>${text}</p></li>`,
  )}</ul>`;
}
