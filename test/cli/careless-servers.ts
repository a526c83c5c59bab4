import { ONE_CLICK } from '../../cli/probe/provider-posts.ts';
import { DONE, FORM, type Mistake, page, type Seen, TOKEN } from './unsubscribe-server.ts';

const MULTIPART_LOOK = /^multipart\//;
const PARSED = /^-----FormBoundary/;

const isPost = ({ method, isTrueLink }: Seen) => method === 'POST' && isTrueLink;
const isGet = ({ method, isTrueLink }: Seen) => method === 'GET' && isTrueLink;
const typeOf = ({ headers }: Seen) => headers['content-type'] ?? '';

/** Every way of posting, as the table of the probe names them. */
const EVERY_POST = [
  'one click, urlencoded',
  'one click, multipart',
  'one click, as-printed',
  'one click, empty',
];
const DEED = 'the one POST alone unsubscribes';
const SLASH = 'a slash added to the path';
const QUERY = 'a query added';
const SCANNED = 'looking changes nothing';
const UNCHANGED = 'wrong tokens change nothing';
const WRONG_TOKEN = 'a wrong token is refused (path segment 2)';

type Careless = {
  says: string;
  mistake: Mistake;
  /** The checks that must be BROKEN, and no others, where the state can be watched. */
  broken: readonly string[];
  /** Those of them that only a watch can tell. */
  watched?: readonly string[];
  /** What the first of them cites. */
  rule: string;
  /** False if it keeps one waiting. */
  answers?: false;
};

const CANNOT_POST = [...EVERY_POST, DEED];

/** Small servers that do everything right but for one mistake. */
export const carelessServers: readonly Careless[] = [
  {
    says: 'unsubscribes on GET, and says so',
    rule: 'OCU-13',
    mistake: (seen, { unsubscribe }) => {
      if (!isGet(seen)) return undefined;
      unsubscribe();
      return page(DONE);
    },
    broken: [SCANNED],
  },
  {
    says: 'unsubscribes on GET, and does not say so',
    rule: 'OCU-13',
    mistake: (seen, { unsubscribe }) => {
      if (isGet(seen)) unsubscribe();
      return undefined;
    },
    broken: [SCANNED],
    watched: [SCANNED],
  },
  {
    says: 'takes a GET for a POST if a header tells it so',
    rule: 'OCU-13',
    mistake: (seen, { unsubscribe }) => {
      if (isGet(seen) && seen.headers['x-http-method-override'] === 'POST') unsubscribe();
      return undefined;
    },
    broken: [SCANNED],
    watched: [SCANNED],
  },
  {
    says: 'is used up by whoever looks first',
    rule: 'OCU-13',
    mistake: (seen, { unsubscribe, isUnsubscribed }) => {
      if (!isGet(seen)) return undefined;
      if (isUnsubscribed()) return { status: 410 };
      unsubscribe();
      return page(DONE);
    },
    broken: [SCANNED, 'looking does not use the link up', 'the link still opens afterwards'],
  },
  {
    says: 'has a page that submits itself',
    rule: 'OCU-14',
    mistake: (seen) =>
      isGet(seen) ? page(`${FORM}<script>document.forms[0].submit()</script>`) : undefined,
    broken: ['the page presses nothing by itself'],
  },
  {
    says: 'wants the token of its form in the body',
    rule: 'OCU-8',
    mistake: (seen) => {
      if (isGet(seen)) {
        return page(FORM.replace('<button', '<input type="hidden" name="t" value="x1"><button'));
      }
      return isPost(seen) && !seen.body.includes('t=x1') ? { status: 400 } : undefined;
    },
    broken: CANNOT_POST,
  },
  {
    says: 'shows its page once more instead of unsubscribing',
    rule: 'OCU-8',
    mistake: (seen) => (isPost(seen) && !seen.body.includes('sure=1') ? page(FORM) : undefined),
    broken: CANNOT_POST,
  },
  {
    says: 'answers 200 and does nothing',
    rule: 'OCU-4',
    mistake: (seen) => (isPost(seen) ? page(DONE) : undefined),
    broken: [DEED],
    watched: [DEED],
  },
  {
    says: 'reads the pair from the body, or refuses',
    rule: 'OCU-12',
    mistake: (seen) =>
      isPost(seen) && !seen.body.includes('One-Click') ? { status: 422 } : undefined,
    broken: ['one click, empty'],
  },
  {
    says: 'answers 500 to an empty body',
    rule: 'OCU-12',
    mistake: (seen) => (isPost(seen) && seen.body === '' ? { status: 500 } : undefined),
    broken: ['one click, empty'],
  },
  {
    says: 'takes no multipart',
    rule: 'OCU-8',
    mistake: (seen) =>
      isPost(seen) && MULTIPART_LOOK.test(typeOf(seen)) ? { status: 415 } : undefined,
    broken: ['one click, multipart', 'one click, as-printed'],
  },
  {
    says: 'chokes on the multipart of the RFC as printed',
    rule: 'OCU-12',
    mistake: (seen) =>
      isPost(seen) && MULTIPART_LOOK.test(typeOf(seen)) && !PARSED.test(seen.body)
        ? { status: 500 }
        : undefined,
    broken: ['one click, as-printed'],
  },
  {
    says: 'redirects to a page that says goodbye',
    rule: 'OCU-7',
    mistake: (seen, { unsubscribe }) => {
      if (!isPost(seen)) return undefined;
      unsubscribe();
      return { status: 303, headers: { location: `/goodbye/${TOKEN}` } };
    },
    broken: EVERY_POST,
  },
  {
    says: 'redirects away a slash too many',
    rule: 'OCU-7',
    mistake: ({ target }) =>
      target.endsWith('/')
        ? { status: 301, headers: { location: target.replace(/\/$/, '') } }
        : undefined,
    broken: [SLASH],
  },
  {
    says: 'does not know the link with a slash',
    rule: 'OCU-7',
    mistake: ({ target }) => (target.endsWith('/') ? { status: 404 } : undefined),
    broken: [SLASH],
  },
  {
    says: 'does not know the link with a query',
    rule: 'OCU-7',
    mistake: ({ target }) => (target.includes('?') ? { status: 404 } : undefined),
    broken: [QUERY],
  },
  {
    says: 'works once',
    rule: 'OCU-15',
    mistake: (seen, { isUnsubscribed }) =>
      seen.isTrueLink && isUnsubscribed() ? { status: 404 } : undefined,
    broken: ['the same once more', 'the link still opens afterwards'],
  },
  {
    says: 'needs the cookie of its page',
    rule: 'OCU-6',
    mistake: (seen) => {
      if (isGet(seen)) {
        const { headers, ...rest } = page(FORM);
        return { ...rest, headers: { ...headers, 'set-cookie': 'session=1' } };
      }
      return isPost(seen) && !seen.headers.cookie ? { status: 403 } : undefined;
    },
    broken: CANNOT_POST,
  },
  {
    says: 'needs an Origin, against forged requests',
    rule: 'OCU-6',
    mistake: (seen) => (isPost(seen) && !seen.headers.origin ? { status: 403 } : undefined),
    broken: CANNOT_POST,
  },
  {
    says: 'wants a browser',
    rule: 'OCU-6',
    mistake: (seen) => (isPost(seen) && !seen.headers['user-agent'] ? { status: 403 } : undefined),
    broken: CANNOT_POST,
  },
  {
    says: 'never answers a POST',
    answers: false,
    rule: 'OCU-8',
    mistake: (seen) => (isPost(seen) ? null : undefined),
    broken: CANNOT_POST,
  },
  {
    says: 'takes any token',
    rule: 'OCU-5',
    mistake: ({ method }, { unsubscribe }) => {
      if (method !== 'POST') return undefined;
      unsubscribe();
      return page(DONE);
    },
    broken: [WRONG_TOKEN, UNCHANGED],
    watched: [UNCHANGED],
  },
  {
    says: 'compares the beginning of the token only',
    rule: 'OCU-5',
    mistake: ({ method, target }, { unsubscribe }) => {
      if (method !== 'POST' || !target.startsWith(`/u/${TOKEN.slice(0, -4)}`)) return undefined;
      unsubscribe();
      return page(DONE);
    },
    broken: [WRONG_TOKEN, UNCHANGED],
    watched: [UNCHANGED],
  },
  {
    says: 'tells everybody that it is done, whatever the token',
    rule: 'OCU-5',
    mistake: ({ method, isTrueLink }) =>
      method === 'POST' && !isTrueLink ? page(DONE) : undefined,
    broken: [WRONG_TOKEN],
  },
  {
    says: 'unsubscribes whom it refused',
    rule: 'OCU-5',
    mistake: ({ method, isTrueLink, body }, { unsubscribe }) => {
      if (method === 'POST' && !isTrueLink && body === ONE_CLICK) unsubscribe();
      return undefined;
    },
    broken: [UNCHANGED],
    watched: [UNCHANGED],
  },
];
