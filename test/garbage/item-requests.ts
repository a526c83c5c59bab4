import type { Request } from '../http/gateway-event.ts';
import type { Random } from '../race/random.ts';
import type { BadRequest, Expected } from './bad-request.ts';
import { breakField } from './break-body.ts';
import { CANARY } from './canary.ts';
import { consent, consentFields, rowWholes } from './consent-body.ts';
import type { Known } from './json-requests.ts';
import { jsonRoutes } from './json-routes.ts';
import { NOT_A_PHONE, NOT_A_POSTAL_ADDRESS, NOT_AN_EMAIL } from './odd-addresses.ts';
import { type Bad, HALF_A_CHARACTER } from './odd-values.ts';
import { jsonText, setAt } from './raw-json.ts';

type ItemGenerator = (random: Random, known: Known, post: Request) => BadRequest;

const MAX_ADDRESS_CHARACTERS = 512;

/**
 * Routes that take many things at once and answer each by itself: there a bad one is no bad request, and its
 * own answer must say no.
 */
export const itemRequests: Readonly<Record<string, ItemGenerator>> = {
  'POST /v1/checks': (random, _, post) => {
    const channel = random.pick('email', 'sms', 'phone', 'post');
    const { says, address } = badAddress(channel, random);
    const purpose = { email: 'newsletter', sms: 'offers', phone: 'events', post: 'offers' };
    const isUnknown = random.chance(0.2);
    const item = isUnknown
      ? { channel: 'email', purpose: 'constructor', address: CANARY.email }
      : { channel, purpose: purpose[channel], address };
    const reason = isUnknown ? 'unknown_purpose' : 'invalid_address';
    const body = setAt(jsonRoutes['POST /v1/checks']?.body, ['items', 0], item);
    return {
      says: isUnknown ? 'unknown purpose' : says,
      request: { ...post, body: jsonText(body) },
      expected: firstItem(200, ({ allowed, reason: told }) => allowed === false && told === reason),
    };
  },

  'POST /v1/links': (random, _, post) => {
    const isUnknown = random.chance(0.3);
    const { says, address } = badAddress('email', random);
    const item = isUnknown
      ? { channel: 'email', purpose: 'constructor', address: CANARY.email }
      : { channel: 'email', purpose: 'newsletter', address };
    const refused = isUnknown ? 'unknown_purpose' : 'invalid_address';
    return {
      says: isUnknown ? 'unknown purpose' : says,
      request: { ...post, body: jsonText({ items: [item] }) },
      expected: firstItem(200, (told) => told.refused === refused && !('url' in told)),
    };
  },

  'POST /v1/imports': (random, _, post) => {
    const [field, ...fields] = consentFields;
    const [whole, ...wholes] = rowWholes;
    if (!field || !whole) throw new Error('nothing of a row can be broken');
    const made = random.chance(0.2)
      ? random.pick(whole, ...wholes)
      : breakField(consent, random.pick(field, ...fields), random);
    const row = 'json' in made ? made.json : made.body(random);
    const pointer = made.pointer.replace('#', '#/rows/0');
    const says = `row: ${made.says}`;
    const body = jsonText({ provenance: 'collected_by_us', rows: [row] });
    const request = { ...post, body };
    // Half a character makes the whole body unreadable.
    if (made.says.startsWith(HALF_A_CHARACTER[0])) {
      return { says, request, expected: { is: 'problem', pointer } };
    }
    return {
      says,
      request,
      expected: {
        is: 'answer',
        faultOf(status, body) {
          if (status !== 200) return `status ${status}`;
          const [first] = JSON.parse(body).rows;
          const pointers: string[] = (first.errors ?? []).map(
            (e: { pointer: string }) => e.pointer,
          );
          const names = pointers.some((p) => p === pointer || p.startsWith(`${pointer}/`));
          return first.state === 'invalid' && names ? undefined : `${first.state}: ${pointers}`;
        },
      },
    };
  },

  'POST /v1/messages': (random, { keys }, post) => {
    const channel = random.pick('email', 'sms');
    const { says, address } = badAddress(channel, random);
    const message =
      channel === 'email'
        ? { channel, purpose: 'newsletter', content: { subject: 'x', text: CANARY.word } }
        : { channel, purpose: 'offers', content: { text: CANARY.word } };
    return {
      says: `recipient: ${says}`,
      request: {
        ...post,
        headers: { ...post.headers, authorization: `Bearer ${keys.careless}` },
        body: jsonText({ ...message, recipients: [{ to: address }] }),
      },
      expected: {
        is: 'answer',
        faultOf: (status) => (status === 202 ? undefined : `status ${status}`),
      },
    };
  },
};

function firstItem(wanted: number, isNo: (item: Record<string, unknown>) => boolean): Expected {
  return {
    is: 'answer',
    faultOf(status, body) {
      if (status !== wanted) return `status ${status}`;
      const [item] = JSON.parse(body).items;
      return isNo(item) ? undefined : `answered ${JSON.stringify(item)}`;
    },
  };
}

const BAD_ADDRESSES = {
  email: NOT_AN_EMAIL,
  sms: [...NOT_A_PHONE, ['a landline', '(020) 7946 0018'] as Bad],
  phone: [...NOT_A_PHONE, ['a premium number', '0909 8790000'] as Bad],
  post: NOT_A_POSTAL_ADDRESS,
};

/** One that gets as far as being read. */
function badAddress(channel: keyof typeof BAD_ADDRESSES, random: Random) {
  for (;;) {
    const [says, value] = random.pick(...(BAD_ADDRESSES[channel] as [Bad, ...Bad[]]));
    const address = String(typeof value === 'function' ? value(random) : value);
    const isReadable = address !== '' && address.isWellFormed();
    if (isReadable && address.length <= MAX_ADDRESS_CHARACTERS) return { says, address };
  }
}
