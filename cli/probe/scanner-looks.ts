import { FORM_ENCODED, ONE_CLICK } from './provider-posts.ts';

/** How those name themselves who follow every link of a mail; most come as an everyday browser. */
export const SCANNER_AGENTS = [
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

/** What such programs send along, and what would make a careless server take a GET for a POST. */
export const SCANNER_MANNERS: readonly { headers: Record<string, string>; body?: string }[] = [
  { headers: { purpose: 'prefetch' } },
  { headers: { 'sec-purpose': 'prefetch;prerender' } },
  { headers: { 'x-moz': 'prefetch' } },
  { headers: { 'x-purpose': 'preview' } },
  { headers: { range: 'bytes=0-0' } },
  { headers: { 'x-http-method-override': 'POST' } },
  { headers: { 'x-http-method': 'POST', 'x-method-override': 'POST' } },
  { headers: { 'list-unsubscribe-post': ONE_CLICK } },
  { headers: FORM_ENCODED, body: ONE_CLICK },
];
