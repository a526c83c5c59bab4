/** What a page shows of itself to one who only reads it. */
export type PageSigns = {
  /** It has something to press that posts. */
  posts: boolean;
  /** A field of the form that the person does not fill in. */
  hasHiddenField: boolean;
  script: 'none' | 'some' | 'submits';
  /** It says that the deed is done, and has nothing to press. */
  saysDone: boolean;
};

const DONE =
  /\byou(?: are|['’]re| have been|['’]ve been| were) (?:now |already |successfully )?(?:unsubscribed|opted out)|successfully unsubscribed|unsubscribed successfully|unsubscribe successful/i;
const SUBMITS = /\b(?:submit|requestSubmit)\(/;
const WAITS_FOR_A_PRESS = /click|addEventListener/i;

export function pageSigns(html: string): PageSigns {
  const posts = /<form[^<>]*\bmethod\s?=\s?["']?post/i.test(html);
  const text = html.replaceAll(/<[^<>]*>/g, ' ').replaceAll(/\s+/g, ' ');
  return {
    posts,
    hasHiddenField: /<input[^<>]*\btype\s?=\s?["']?hidden/i.test(html),
    script: scriptOf(html),
    saysDone: !posts && DONE.test(text),
  };
}

function scriptOf(html: string): PageSigns['script'] {
  if (/<meta[^<>]*http-equiv\s?=\s?["']?refresh/i.test(html)) return 'submits';
  const [body = ''] = /<body[^<>]*/i.exec(html) ?? [];
  if (/\bonload\b/i.test(body) && SUBMITS.test(body)) return 'submits';
  if (!/<script/i.test(html)) return 'none';
  return SUBMITS.test(html) && !WAITS_FOR_A_PRESS.test(html) ? 'submits' : 'some';
}
