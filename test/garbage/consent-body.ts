import { NOTICE } from '../http/consent-door.ts';
import {
  A_PHONE,
  AN_ADDRESS,
  changed,
  EMPTY_OR_LONG,
  optional,
  text,
  type Whole,
  withLongName,
} from './body-parts.ts';
import type { Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import {
  NOT_A_PAST_TIME,
  NOT_A_PHONE,
  NOT_A_POSTAL_ADDRESS,
  NOT_AN_EMAIL,
  UNCERTAIN_PHONES,
} from './odd-addresses.ts';
import { NOT_A_CHOICE, NOT_A_PURPOSE } from './odd-values.ts';

const emailGrant = {
  channel: 'email',
  purpose: 'offers',
  wordingId: 'offers-email-2026-11',
  noticeId: NOTICE,
  locale: 'en-GB',
  givenAt: '2026-01-05T10:00:00Z',
};
const textGrant = { ...emailGrant, channel: 'sms', wordingId: 'offers-sms-2026-11' };

/**
 * What a server reports of somebody who is a canary all over: only consents, since a stop that can be read is
 * recorded whatever is wrong beside it.
 */
export const consent = {
  contact: { email: CANARY.email, phone: A_PHONE, address: AN_ADDRESS },
  grants: [emailGrant, textGrant],
  withdrawals: [],
  evidence: {
    method: 'phone',
    page: `https://www.example.com/${CANARY.word}`,
    ip: CANARY.ip,
    userAgent: CANARY.word,
    text: CANARY.word,
    reference: CANARY.word,
  },
};

/** Stops at contact points that it does not name, so that none of them can be recorded. */
const stops = {
  ...consent,
  contact: { email: CANARY.email },
  grants: [emailGrant],
  withdrawals: [{ channel: 'post', purpose: 'offers' }, { channel: 'phone' }],
};

export const consentFields: readonly Field[] = [
  { is: 'object', at: [] },
  { is: 'object', at: ['contact'] },
  text(['contact', 'email'], NOT_AN_EMAIL, optional),
  text(['contact', 'phone'], [...NOT_A_PHONE, ...UNCERTAIN_PHONES], optional),
  text(['contact', 'address'], NOT_A_POSTAL_ADDRESS, optional),
  { is: 'list', at: ['grants'], max: 16, min: 0, isOptional: true },
  { is: 'object', at: ['grants', 0] },
  text(['grants', 0, 'channel'], NOT_A_CHOICE),
  text(['grants', 1, 'purpose'], [...NOT_A_PURPOSE, ['unknown purpose', 'constructor']]),
  text(['grants', 0, 'wordingId'], [...EMPTY_OR_LONG(64), ['unknown wording', '__proto__']]),
  text(['grants', 0, 'noticeId'], [...EMPTY_OR_LONG(64), ['unknown notice', 'toString']]),
  text(
    ['grants', 0, 'locale'],
    [...EMPTY_OR_LONG(16), ['unknown locale', 'constructor']],
    optional,
  ),
  text(['grants', 1, 'givenAt'], NOT_A_PAST_TIME, optional),
  { is: 'list', at: ['withdrawals'], max: 16, min: 0, isOptional: true },
  { is: 'object', at: ['withdrawals', 0], of: stops },
  { ...text(['withdrawals', 0, 'purpose'], NOT_A_PURPOSE, optional), of: stops },
  { ...text(['withdrawals', 1, 'channel'], NOT_A_CHOICE, optional), of: stops },
  { is: 'object', at: ['evidence'], isOptional: true },
  text(['evidence', 'method'], NOT_A_CHOICE),
  text(['evidence', 'page'], EMPTY_OR_LONG(2_048), optional),
  text(
    ['evidence', 'ip'],
    [
      ['no address', CANARY.word],
      ['no address', '256.1.1.1'],
      ['no address', '127.1'],
      ['no address', `${CANARY.ip}\r\n`],
      ['no address', '::1%eth0'],
      ['no address', ''],
    ],
    optional,
  ),
  text(['evidence', 'userAgent'], EMPTY_OR_LONG(512), optional),
  text(['evidence', 'text'], EMPTY_OR_LONG(4_000), optional),
  text(['evidence', 'reference'], EMPTY_OR_LONG(256), optional),
];

export const consentWholes: readonly Whole[] = [
  withLongName(consent, ['contact'], '#/contact'),
  { says: 'nobody', pointer: '#/contact', body: changed(consent, ['contact'], {}) },
  {
    says: 'nothing said',
    pointer: '#',
    body: changed({ ...consent, grants: [] }, ['withdrawals'], []),
  },
  {
    says: 'no phone number for texts',
    pointer: '#/contact/phone',
    body: changed(consent, ['contact', 'phone'], undefined),
  },
  {
    says: 'texts to a landline',
    pointer: '#/contact/phone',
    body: changed(consent, ['contact', 'phone'], '(020) 7946 0018'),
  },
  {
    says: 'the same choice twice',
    pointer: '#/grants/2',
    body: changed(consent, ['grants', 2], emailGrant),
  },
  {
    says: 'a purpose without its channel',
    pointer: '#/withdrawals/0/channel',
    body: changed(consent, ['withdrawals'], [{ purpose: 'offers' }]),
  },
  {
    says: 'the wording of another choice',
    pointer: '#/grants/0/wordingId',
    body: changed(consent, ['grants', 0, 'wordingId'], 'offers-sms-2026-11'),
  },
];

/** What else an import's row must not be. */
export const rowWholes: readonly Whole[] = [
  ...consentWholes,
  {
    says: 'a yes without its date',
    pointer: '#/grants/0/givenAt',
    body: changed(consent, ['grants', 0, 'givenAt'], undefined),
  },
];
