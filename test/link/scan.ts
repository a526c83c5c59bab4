import type { Random } from '../race/random.ts';
import { eachOfMany, type RawAnswer, type RawRequest } from '../raw-request.ts';
import type { LinkWorld } from './link-world.ts';

/** How those name themselves who follow every link of a mail; most come as an everyday browser. */
const AGENTS = [
  undefined,
  '',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0 SafeLinks',
  'Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/534+ (KHTML, like Gecko) BingPreview/1.0b',
  'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)',
  'BarracudaCentral/1.0 (Link Protection)',
  'Barracuda Sentinel (EE)',
  'Mozilla/5.0 (compatible; Proofpoint URL Defense)',
  'Mimecast URL Protect',
  'Mozilla/5.0 (compatible; Yahoo! Slurp)',
  'YahooMailProxy',
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Mozilla/5.0 (compatible; Googlebot/2.1)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'FireEye Email Threat Prevention',
  'Symantec Email Security.cloud Link Follower',
  'TrendMicro Web Reputation',
  'Cisco Secure Email',
  'Slackbot-LinkExpanding 1.0',
  'SkypeUriPreview Preview/0.5',
  'facebookexternalhit/1.1',
  'WhatsApp/2.24.21.79 A',
  'Twitterbot/1.0',
  'curl/8.11.0',
  'python-requests/2.32.3',
] as const;

const ONE_CLICK = 'List-Unsubscribe=One-Click';
const FORM = 'application/x-www-form-urlencoded';

/** What such programs send along, and what would make a careless server take a GET for a POST. */
const MANNERS: readonly Pick<RawRequest, 'headers' | 'body'>[] = [
  {},
  { headers: { purpose: 'prefetch' } },
  { headers: { 'sec-purpose': 'prefetch;prerender' } },
  { headers: { 'x-moz': 'prefetch' } },
  { headers: { 'x-purpose': 'preview' } },
  { headers: { range: 'bytes=0-0' } },
  { headers: { cookie: 'session=1', referer: 'https://mail.example.com/' } },
  { headers: { 'x-http-method-override': 'POST' } },
  { headers: { 'x-http-method': 'POST', 'x-method-override': 'POST' } },
  { headers: { 'list-unsubscribe-post': ONE_CLICK } },
  { headers: { 'content-type': FORM }, body: ONE_CLICK },
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
  const agent = random.pick(...AGENTS);
  const { headers, body } = random.pick({}, ...MANNERS);
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
