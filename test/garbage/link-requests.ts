import type { Random } from '../race/random.ts';
import { badName } from './bad-names.ts';
import type { BadRequest } from './bad-request.ts';
import { multipart } from './bad-text.ts';
import { CANARY } from './canary.ts';
import { type Known, withBadKey } from './json-requests.ts';

/** Links of a kind: genuine ones, to be changed, and some that do not belong there, or belong nowhere. */
type Links = { genuine: readonly string[]; foreign: readonly string[] };

/** Tokens of each kind, all genuine where they belong. */
export type Tokens = {
  toStop: Links;
  toConfirm: Links;
  toPrefer: Links;
  /** Permits of somebody else, and other things that are no permit. */
  notPermits: readonly string[];
};

type Method = 'GET' | 'HEAD' | 'POST' | 'OPTIONS';

/** One character of a token changed, dropped or doubled, or the token cut. */
function forge(token: string, random: Random): string {
  const at = random.between(0, token.length - 1);
  const [before, letter = '', after] = [token.slice(0, at), token[at], token.slice(at + 1)];
  const other = random.pick('A', 'B', '.', '-', '_', '%', '\0', '\n', '\u00e9', '=', ' ');
  return random.pick(
    `${before}${other === letter ? 'C' : other}${after}`,
    before + after,
    `${before}${letter}${letter}${after}`,
    before,
    `${token}.${CANARY.word}`,
    `${token}${token}`,
    `${token}\r\nX-Injected: ${CANARY.word}`,
  );
}

/** A link that is none of its kind, looked at or posted to. */
export function badLinkRequest(
  route: `${Method} ${'/u' | '/c' | '/p'}`,
  random: Random,
  { genuine, foreign }: Links,
): BadRequest {
  const [method = '', place = ''] = route.split(' ');
  const [link = '', ...links] = genuine;
  const [stranger = '', ...strangers] = foreign;
  const token = random.pick(
    forge(random.pick(link, ...links), random),
    random.pick(stranger, ...strangers),
    badName(random),
    `${CANARY.word}/${CANARY.email}`,
    `v1.k1.${Buffer.from(`{"kind":"u","email":"${CANARY.email}"}`).toString('base64url')}.AAAA`,
    `v1.__proto__.${CANARY.word}.AAAAAAAAAAAAAAAAAAAAAA`,
    `t1.constructor.offers.${CANARY.word}`,
    `c1.__proto__.1.zzzzz.${CANARY.word}`,
    `p1.k1.constructor.zzzzz.${'A'.repeat(38)}`,
    `c1.k1.-1.zzzzzzzzzz.${'A'.repeat(38)}`,
  );
  const body = random.pick(
    undefined,
    'List-Unsubscribe=One-Click',
    multipart(random),
    `{"${CANARY.word}":`,
    `\u0000${CANARY.email}`,
  );
  return {
    says: `link ${token.slice(0, 60)}`,
    request: {
      method,
      path: `${place}/${encodeURI(token.toWellFormed())}`,
      pathParameters: { token },
      headers: {
        'user-agent': CANARY.word,
        'content-type': random.pick('', 'multipart/form-data', 'application/json'),
        'x-http-method-override': 'POST',
      },
      ...(method === 'POST' && body !== undefined && { body, base64: random.chance(0.5) }),
    },
    // A preflight tells nothing of the link, whatever it is.
    expected:
      method === 'OPTIONS'
        ? { is: 'answer', faultOf: (status) => (status === 204 ? undefined : `status ${status}`) }
        : { is: 'page' },
  };
}

/** The outcome of a message that this caller never sent. */
export function badGetMessage(random: Random, known: Known): BadRequest {
  const messageId = random.pick(
    badName(random),
    `msg_${CANARY.word}`,
    '#',
    `careless#msg_1`,
    `${CANARY.word}#MESSAGE`,
    CANARY.word.repeat(random.pick(20, 160, 700)),
    '\u20ac'.repeat(700),
  );
  const request = {
    method: 'GET',
    path: `/v1/messages/${encodeURIComponent(messageId.toWellFormed())}`,
    pathParameters: { messageId },
    headers: { authorization: `Bearer ${known.keys.good}`, 'user-agent': CANARY.word },
  };
  if (random.chance(0.3)) return withBadKey(request, random, known);
  return { says: `message ${messageId.slice(0, 40)}`, request, expected: { is: 'problem' } };
}

/** A page of the suppression list after a cursor that was never handed out. */
export function badGetSuppressions(random: Random, known: Known): BadRequest {
  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const contactId = 'AAAAAAAAAAAAAAAAAAAAAA';
  const after = random.pick(
    '',
    CANARY.word,
    CANARY.email,
    '{}',
    cursor(null),
    cursor([]),
    cursor(CANARY.email),
    cursor({}),
    cursor({ contactId: CANARY.email, cover: '*' }),
    cursor({ contactId, cover: CANARY.word }),
    cursor({ contactId, cover: 'email.', rev: 1 }),
    cursor({ contactId, cover: '*', $ne: null }),
    cursor({ contactId: { S: contactId }, cover: '*' }),
    cursor({ contactId: [contactId], cover: '*' }),
    cursor({ contactId, cover: '*' }).slice(0, 20),
    `${cursor({ contactId, cover: '*' }).slice(0, -4)}\0`,
    '%00',
    '\u20ac',
    CANARY.word.repeat(600),
  );
  const request = {
    method: 'GET',
    path: '/v1/suppressions',
    query: { after },
    headers: { authorization: `Bearer ${known.keys.good}`, 'user-agent': CANARY.word },
  };
  if (random.chance(0.3)) return withBadKey(request, random, known);
  const expected = { is: 'problem', pointer: '#/after' } as const;
  return { says: `cursor ${after.slice(0, 40)}`, request, expected };
}

/** The release of a permit that this caller does not hold, or of one in words that are none. */
export function badDeletePermit(random: Random, known: Known, { notPermits }: Tokens): BadRequest {
  const [foreign = '', ...foreigns] = notPermits;
  const token = random.pick(foreign, ...foreigns);
  const permitId = random.pick(token, forge(token, random), badName(random));
  const query = random.pick<Record<string, string>>(
    {},
    { outcome: 'sent' },
    { outcome: CANARY.word },
    { outcome: '' },
    { outcome: 'sent,not_sent' },
    { outcome: '__proto__' },
    { [CANARY.word]: CANARY.email },
    { $ne: '1' },
  );
  const request = {
    method: 'DELETE',
    path: `/v1/permits/${encodeURIComponent(permitId.toWellFormed())}`,
    pathParameters: { permitId },
    query,
    headers: { authorization: `Bearer ${known.keys.good}` },
  };
  if (random.chance(0.2)) return withBadKey(request, random, known);
  const [name, value] = Object.entries(query)[0] ?? [];
  const isQueryBad = name !== undefined && !(name === 'outcome' && value === 'sent');
  return {
    says: `permit ${permitId.slice(0, 40)} ${name}=${value}`,
    request,
    expected: { is: 'problem', ...(isQueryBad && { pointer: `#/${encodeURIComponent(name)}` }) },
  };
}
