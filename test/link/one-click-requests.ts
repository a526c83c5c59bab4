import { randomBytes } from 'node:crypto';
import {
  FORM_ENCODED,
  MULTIPART,
  MULTIPART_AS_PRINTED,
  MULTIPART_BODY,
  ONE_CLICK,
} from '../../cli/probe/provider-posts.ts';
import { mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { PRODUCT_ENVIRONMENT } from '../product.ts';
import type { RawAnswer, RawRequest } from '../raw-request.ts';
import type { LinkWorld, Person } from './link-world.ts';

/** One row of RFC 8058 as executed: `faults` is empty if the running service behaves exactly so. */
export type OneClickRequest = {
  says: string;
  faults(world: LinkWorld): Promise<string[]>;
};

const NOT_UTF8 = Buffer.concat([Buffer.from(MULTIPART_BODY), Buffer.from([0xff, 0xfe, 0x00])]);

export const oneClickRequests: readonly OneClickRequest[] = [
  {
    says: 'OCU-8: #1 the form-encoded pair withdraws',
    faults: posted({ headers: FORM_ENCODED, body: ONE_CLICK }),
  },
  {
    says: 'OCU-8: #2 the same as multipart withdraws',
    faults: posted({ headers: MULTIPART, body: MULTIPART_BODY }),
  },
  {
    says: 'OCU-12: #3 the example of RFC 8058 §8.3 as printed, which cannot be parsed, withdraws',
    faults: posted({ headers: MULTIPART, body: MULTIPART_AS_PRINTED }),
  },
  { says: 'OCU-12, OCU-6: #4 no body, no content type, no header withdraws', faults: posted({}) },
  {
    says: 'OCU-12: #5 an empty JSON object withdraws',
    faults: posted({ headers: { 'content-type': 'application/json' }, body: '{}' }),
  },
  {
    says: 'OCU-8: #6 a body that the gateway must encode withdraws',
    faults: posted({ headers: MULTIPART, body: NOT_UTF8 }),
  },
  { says: 'OCU-15: #7 twice is 200 both times, and one withdrawal', faults: twiceAtOnce },
  { says: 'OCU-9: #8 GET shows a form to press, privately, and changes nothing', faults: looked },
  { says: 'OCU-9: #9 HEAD and OPTIONS change nothing', faults: probed },
  { says: 'OCU-5: #10 a bad token is 404, and tells nothing', faults: forged },
  {
    says: 'OCU-16: #11 for someone whose records are gone it is 200, and the stop is on record',
    faults: forgotten,
  },
  { says: 'OCU-7: #12 never a redirect, never a cookie', faults: plainlyAnswered },
  {
    says: 'OCU-7: #13 a slash or a query added withdraws all the same',
    faults: async (world) => [
      ...(await posted({}, '/')(world)),
      ...(await posted({}, '?utm_source=x')(world)),
    ],
  },
];

const GRANTED = ['ConsentGranted'];
const WITHDRAWN = ['ConsentGranted', 'ConsentWithdrawn'];

/** 200 and one withdrawal the first time, 200 and nothing new the second. */
function posted(request: Pick<RawRequest, 'headers' | 'body'>, suffix = '') {
  return async ({ client, subscriber, changes }: LinkWorld): Promise<string[]> => {
    const { path, contactId } = await subscriber();
    const send = () => client.send({ method: 'POST', path: path + suffix, ...request });
    const first = await send();
    const once = await changes(contactId);
    const second = await send();
    return [
      ...differs('first answer', first.status, 200),
      ...differs('on record', once, WITHDRAWN),
      ...differs('second answer', second.status, 200),
      ...differs('on record after it', await changes(contactId), WITHDRAWN),
    ];
  };
}

async function twiceAtOnce({ client, subscriber, changes }: LinkWorld): Promise<string[]> {
  const { path, contactId } = await subscriber();
  const answers = await Promise.all([1, 2].map(() => client.send({ method: 'POST', path })));
  return [
    ...differs(
      'answers',
      answers.map(({ status }) => status),
      [200, 200],
    ),
    ...differs('on record', await changes(contactId), WITHDRAWN),
  ];
}

async function looked({ client, subscriber, changes }: LinkWorld): Promise<string[]> {
  const { path, contactId } = await subscriber();
  const { status, headers, body } = await client.send({ method: 'GET', path });
  return [
    ...differs('answer', status, 200),
    ...differs('on record', await changes(contactId), GRANTED),
    ...differs('a form to press', /<form method="post"/.test(body), true),
    ...differs('scripts', /<script|http-equiv/i.test(body), false),
    ...differs('cache-control', headers['cache-control'], 'no-store'),
    ...differs('referrer-policy', headers['referrer-policy'], 'no-referrer'),
    ...differs('noindex', /noindex/.test(String(headers['x-robots-tag'])), true),
  ];
}

async function probed({ client, subscriber, changes }: LinkWorld): Promise<string[]> {
  const { path, contactId } = await subscriber();
  const head = await client.send({ method: 'HEAD', path });
  const options = await client.send({ method: 'OPTIONS', path });
  return [
    ...differs('HEAD', [head.status, head.body], [200, '']),
    ...differs('OPTIONS', [options.status, options.body], [204, '']),
    ...differs('on record', await changes(contactId), GRANTED),
  ];
}

async function forged(world: LinkWorld): Promise<string[]> {
  const { client, subscriber, changes } = world;
  const { path, contactId } = await subscriber();
  const known = await client.send({ method: 'POST', path: `${path.slice(0, -1)}~` });
  const stranger = `/u/${strangersToken(world)}`.slice(0, -1);
  const unknown = await client.send({ method: 'POST', path: `${stranger}~` });
  return [
    ...differs('answer', known.status, 404),
    ...differs('answer for a stranger', [unknown.status, unknown.body], [404, known.body]),
    ...differs('on record', await changes(contactId), GRANTED),
  ];
}

async function forgotten(world: LinkWorld): Promise<string[]> {
  const token = strangersToken(world);
  const contactId = JSON.parse(
    Buffer.from(token.split('.')[2] ?? '', 'base64url').toString(),
  ).contactId;
  const answer = await world.client.send({ method: 'POST', path: `/u/${token}` });
  return [
    ...differs('answer', answer.status, 200),
    ...differs('on record', await world.changes(contactId), ['ConsentWithdrawn']),
  ];
}

async function plainlyAnswered({ client, subscriber }: LinkWorld): Promise<string[]> {
  const { path }: Person = await subscriber();
  const faults: string[] = [];
  for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST', 'POST']) {
    const { status, headers }: RawAnswer = await client.send({ method, path });
    faults.push(
      ...differs(`${method} is a redirect`, status >= 300, false),
      ...differs(`${method} cookies`, headers['set-cookie'] ?? null, null),
      ...differs(`${method} location`, headers.location ?? null, null),
    );
  }
  return faults;
}

/** Genuine, of someone of whom the service knows nothing. */
function strangersToken({ ring }: LinkWorld): string {
  return mintToken(ring, PRODUCT_ENVIRONMENT, UnsubscribeToken, {
    kind: 'u',
    contactId: randomBytes(16).toString('base64url'),
    scope: 'email.newsletter',
    messageId: 'msg_1',
  });
}

function differs(what: string, is: unknown, shouldBe: unknown): string[] {
  const [found, wanted] = [JSON.stringify(is), JSON.stringify(shouldBe)];
  return found === wanted ? [] : [`${what}: ${found} instead of ${wanted}`];
}
