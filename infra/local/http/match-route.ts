import type { Route } from '../template/read-api.ts';

export type Match = { route: Route; pathParameters: Readonly<Record<string, string>> };

const DEFAULT_KEY = '$default';

// From the most to the least specific, as API Gateway prefers them.
const RANKS = { literal: 0, parameter: 1, greedy: 2 } as const;

/**
 * Picks the most specific route: literal before parameter before greedy, method before ANY, then
 * $default. A trailing slash is part of the path: it is kept behind a greedy parameter and no match
 * elsewhere.
 */
export function matchRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): Match | undefined {
  const segments = path.split('/').slice(1);
  const found = routes
    .flatMap((route) => {
      const candidate = matchOne(route, method, segments);
      return candidate ? [candidate] : [];
    })
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  if (found[0]) return found[0];
  const fallback = routes.find(({ key }) => key === DEFAULT_KEY);
  return fallback && { route: fallback, pathParameters: {} };
}

function matchOne(
  route: Route,
  method: string,
  segments: readonly string[],
): (Match & { rank: string }) | undefined {
  const [routeMethod, routePath] = route.key.split(' ');
  if (routePath === undefined) return undefined;
  if (routeMethod !== 'ANY' && routeMethod !== method) return undefined;

  const pathParameters: Record<string, string> = {};
  const ranks: number[] = [];
  const pattern = routePath.split('/').slice(1);
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i];
    if (segment === undefined) return undefined;
    const name = /^\{(.+?)\+?\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== segment) return undefined;
      ranks.push(RANKS.literal);
    } else if (part.endsWith('+}')) {
      const rest = segments.slice(i).join('/');
      if (rest === '') return undefined;
      pathParameters[name] = decode(rest);
      ranks.push(RANKS.greedy, routeMethod === 'ANY' ? 1 : 0);
      return { route, pathParameters, rank: ranks.join('') };
    } else {
      if (segment === '') return undefined;
      pathParameters[name] = decode(segment);
      ranks.push(RANKS.parameter);
    }
  }
  if (segments.length > pattern.length) return undefined;
  ranks.push(routeMethod === 'ANY' ? 1 : 0);
  return { route, pathParameters, rank: ranks.join('') };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A stray percent sign is delivered as it came.
    return text;
  }
}
