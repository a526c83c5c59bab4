import {
  AN_ADDRESS,
  EMPTY_OR_LONG,
  optional,
  text,
  type Whole,
  withLongName,
} from './body-parts.ts';
import type { Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import { consent, consentFields, consentWholes } from './consent-body.ts';
import { message, messageFields, messageWholes } from './message-body.ts';
import { NOT_AN_EMAIL } from './odd-addresses.ts';
import { type Bad, NOT_A_CHOICE, NOT_A_PURPOSE, over } from './odd-values.ts';

/** A JSON body that its route takes, the parts of it that can be broken, and what is wrong only as a whole. */
export type JsonRoute = {
  body: unknown;
  fields: readonly Field[];
  wholes: readonly Whole[];
  needsIdempotencyKey?: boolean;
  /** A key that was used before is no fault of the whole. */
  answersRepeatsByRow?: boolean;
};

/** The longest that a text may be before anybody looks what it says. */
const RAW_ADDRESS = EMPTY_OR_LONG(512);

const check = { channel: 'email', purpose: 'newsletter', address: CANARY.email };
const checks = { items: [check, { ...check, channel: 'post', address: AN_ADDRESS }] };

const link = { channel: 'email', purpose: 'newsletter', address: CANARY.email, messageId: 'm1' };

const NOT_A_MESSAGE_ID: readonly Bad[] = [
  ['empty', ''],
  ['spaces', `m 1 ${CANARY.word}`],
  ['CRLF injection', `m1\r\nX: ${CANARY.word}`],
  ['beyond ASCII', 'm\u00e9'],
  ['homoglyph', 'm\u200b1'],
  over(20),
];

const permit = {
  channel: 'email',
  purpose: 'newsletter',
  address: CANARY.email,
  messageId: `december:${CANARY.word}`,
};

/** Every route that takes JSON by a key. */
export const jsonRoutes: Readonly<Record<string, JsonRoute>> = {
  'POST /v1/checks': {
    body: checks,
    fields: [
      { is: 'object', at: [] },
      { is: 'list', at: ['items'], max: 1_000 },
      { is: 'object', at: ['items', 0] },
      text(['items', 0, 'channel'], NOT_A_CHOICE),
      text(['items', 1, 'purpose'], NOT_A_PURPOSE),
      text(['items', 0, 'address'], RAW_ADDRESS),
    ],
    wholes: [withLongName(checks, ['items', 1], '#/items/1')],
  },
  'POST /v1/links': {
    body: { items: [link] },
    fields: [
      { is: 'object', at: [] },
      { is: 'list', at: ['items'], max: 1_000 },
      { is: 'object', at: ['items', 0] },
      text(['items', 0, 'channel'], [...NOT_A_CHOICE, ['no links in it', 'sms']]),
      text(['items', 0, 'purpose'], NOT_A_PURPOSE),
      text(['items', 0, 'address'], RAW_ADDRESS),
      text(['items', 0, 'messageId'], NOT_A_MESSAGE_ID, optional),
    ],
    wholes: [withLongName({ items: [link] }, [], '#')],
  },
  'POST /v1/consents': {
    body: consent,
    fields: consentFields,
    wholes: consentWholes,
    needsIdempotencyKey: true,
  },
  'POST /v1/imports': {
    body: { provenance: 'collected_by_us', rows: [consent] },
    fields: [
      { is: 'object', at: [] },
      text(['provenance'], [...NOT_A_CHOICE, ['of somebody else', 'bought']]),
      { is: 'list', at: ['rows'], max: 500 },
    ],
    wholes: [withLongName({ provenance: 'collected_by_us', rows: [consent] }, [], '#')],
    needsIdempotencyKey: true,
    answersRepeatsByRow: true,
  },
  'POST /v1/messages': {
    body: message,
    fields: messageFields,
    wholes: messageWholes,
    needsIdempotencyKey: true,
  },
  'POST /v1/permits': {
    body: permit,
    fields: [
      { is: 'object', at: [] },
      text(['channel'], NOT_A_CHOICE),
      text(['purpose'], [...NOT_A_PURPOSE, ['unknown purpose', 'constructor']]),
      text(['address'], NOT_AN_EMAIL),
      text(['messageId'], [...NOT_A_MESSAGE_ID, ['slash', 'a/b']]),
    ],
    wholes: [
      withLongName(permit, [], '#'),
      {
        says: 'a call to a premium number',
        pointer: '#/address',
        body: () => ({ ...permit, channel: 'phone', purpose: 'events', address: '0909 8790000' }),
      },
    ],
  },
};
