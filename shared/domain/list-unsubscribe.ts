/** The URIs of a List-Unsubscribe value in order, as its readers must take them (RFC 2369 §2). */
export function urisOf(value: string): string[] {
  const uris: string[] = [];
  for (let rest = withoutComments(value); rest.startsWith('<'); ) {
    const end = rest.indexOf('>');
    if (end === -1) break;
    uris.push(rest.slice(1, end).replaceAll(/\s/g, ''));
    const comma = rest.indexOf(',', end);
    if (comma === -1) break;
    rest = withoutComments(rest.slice(comma + 1));
  }
  return uris;
}

function withoutComments(text: string): string {
  let rest = text.trimStart();
  while (rest.startsWith('(') && rest.includes(')')) {
    rest = rest.slice(rest.indexOf(')') + 1).trimStart();
  }
  return rest;
}
