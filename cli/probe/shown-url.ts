const SHOWN_CHARACTERS = 4;
const PLAIN_WORD = /^[a-z-]{1,20}$/i;

/** An address to be shown: whoever holds an unsubscribe link can use it, and tables get passed on. */
export function shownUrl(url: URL): string {
  const path = url.pathname.split('/').map(shortened).join('/');
  const query = [...url.searchParams].map(
    ([name, value]) => `${shortened(name)}=${shortened(value)}`,
  );
  return `${url.origin}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Enough to tell one from another and too little to use; plain words of a path stay. */
function shortened(text: string): string {
  if (PLAIN_WORD.test(text) || text === '') return text;
  return `${text.slice(0, Math.min(SHOWN_CHARACTERS, Math.floor(text.length / 3)))}…`;
}
