import { ONE_CLICK } from '../../cli/probe/provider-posts.ts';
import { SCANNER_AGENTS, SCANNER_MANNERS } from '../../cli/probe/scanner-looks.ts';
import type { Random } from '../race/random.ts';
import { eachOfMany, type RawAnswer, type RawRequest } from '../raw-request.ts';
import type { LinkWorld } from './link-world.ts';

const MANNERS: readonly Pick<RawRequest, 'headers' | 'body'>[] = [
  { headers: { cookie: 'session=1', referer: 'https://mail.example.com/' } },
  ...SCANNER_MANNERS,
];

const QUERIES = ['', '?utm_source=x', '?_method=POST', `?${ONE_CLICK}`];

/** What each method is answered with; a preflight of CORS is answered by the gateway. */
const EXPECTED_STATUS: Record<string, number> = { GET: 200, HEAD: 200, OPTIONS: 204 };

export type ScanResult = {
  requests: number;
  byMethod: Record<string, number>;
  unexpected: string[];
  /** Whether anything in any table differs afterwards. */
  changed: boolean;
};

/** Looks at the links of all people, as scanners do, and compares every table before and after. */
export async function scanLinks(
  { client, people, state }: Pick<LinkWorld, 'client' | 'people' | 'state'>,
  random: Random,
  requests: number,
): Promise<ScanResult> {
  const before = await state();
  const byMethod: Record<string, number> = { GET: 0, HEAD: 0, OPTIONS: 0 };
  const unexpected: string[] = [];
  await eachOfMany(requests, async (index) => {
    const person = people[index % people.length];
    if (!person) throw new Error('there is nobody to scan');
    const look = lookAt(person.path, random);
    byMethod[look.method] = (byMethod[look.method] ?? 0) + 1;
    const fault = faultOf(look, await client.send(look));
    if (fault) unexpected.push(`${look.method} ${JSON.stringify(look.headers)}: ${fault}`);
  });
  return { requests, byMethod, unexpected, changed: (await state()) !== before };
}

function lookAt(link: string, random: Random): RawRequest {
  const agent = random.pick(undefined, '', ...SCANNER_AGENTS);
  const { headers, body } = random.pick({}, {}, ...MANNERS);
  return {
    method: random.pick('GET', 'GET', 'GET', 'HEAD', 'HEAD', 'OPTIONS'),
    path: link + random.pick('', ...QUERIES),
    headers: { ...headers, ...(agent !== undefined && { 'user-agent': agent }) },
    ...(body !== undefined && { body }),
  };
}

function faultOf({ method }: RawRequest, { status, headers, body }: RawAnswer): string | undefined {
  if (status !== EXPECTED_STATUS[method]) return `status ${status}`;
  if (headers['set-cookie']) return 'a cookie';
  if (headers.location) return 'a redirect';
  if (method !== 'GET' && body !== '') return 'a body';
  return undefined;
}
