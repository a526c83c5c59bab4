import type { Random } from '../race/random.ts';
import { badJsonText } from './bad-text.ts';
import { breakField, type Field, type Path } from './break-body.ts';
import { CANARY } from './canary.ts';
import { type Bad, NOT_A_CHOICE, NOT_A_COUNT, over } from './odd-values.ts';
import { jsonText } from './raw-json.ts';

/** A message as its queue carries it, and the parts of it that can be broken. */
type Message = { body: unknown; fields: readonly Field[] };

const CONTACT_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
const EVENT_ID = '019ab000-0000-7000-8000-000000000001';

const NO_ID: readonly Bad[] = [
  ['empty', ''],
  ['an address', CANARY.email],
  ['too short', CONTACT_ID.slice(1)],
  ['too long', `${CONTACT_ID}A`],
  ['other letters', `${CONTACT_ID.slice(1)}+`],
  ['line break', `${CONTACT_ID}\n`],
  ['prototype', '__proto__'],
  over(1_000),
];

const NO_TEXT: readonly Bad[] = [['empty', ''], over(1_000)];
const text = (at: Path, bad: readonly Bad[]): Field => ({ is: 'text', at, bad });
const count = (at: Path): Field => ({ is: 'value', at, bad: NOT_A_COUNT });
const object = (at: Path): Field => ({ is: 'object', at });
const version = count(['version']);

const update: Message = {
  body: { version: 1, eventId: EVENT_ID, contactId: CONTACT_ID, seq: 1 },
  fields: [
    object([]),
    version,
    text(['eventId'], NO_ID),
    text(['contactId'], NO_ID),
    count(['seq']),
  ],
};

const send: Message = {
  body: { version: 1, client: 'shop', messageId: 'msg_1', recipient: 1 },
  fields: [
    object([]),
    version,
    text(['client'], NO_TEXT),
    text(['messageId'], NO_TEXT),
    count(['recipient']),
  ],
};

const withdrawal = { cover: '*', reason: 'withdrawn' };
const spooled: Message = {
  body: {
    version: 1,
    source: 'one-click',
    caller: 'u',
    idempotencyKey: 'k',
    bodyHash: '',
    parts: [{ contactId: CONTACT_ID, matchId: null, withdrawals: [withdrawal] }],
    hold: 'spool:x',
  },
  fields: [
    object([]),
    version,
    text(['source'], NOT_A_CHOICE),
    text(['caller'], NO_TEXT),
    text(['idempotencyKey'], NO_TEXT),
    text(['bodyHash'], [over(1_000)]),
    { is: 'list', at: ['parts'], max: 32 },
    object(['parts', 0]),
    text(['parts', 0, 'contactId'], NO_ID),
    { is: 'value', at: ['parts', 0, 'matchId'], bad: [...NO_ID, ['no text', 7], ['no text', {}]] },
    { is: 'list', at: ['parts', 0, 'withdrawals'], max: 32 },
    object(['parts', 0, 'withdrawals', 0]),
    text(
      ['parts', 0, 'withdrawals', 0, 'cover'],
      NOT_A_CHOICE.filter(([, word]) => word !== '*' && word !== 'email.*'),
    ),
    text(['parts', 0, 'withdrawals', 0, 'reason'], NOT_A_CHOICE),
    text(['hold'], NO_TEXT),
  ],
};

const NO_TIME: readonly Bad[] = [
  ['empty', ''],
  ['no time', CANARY.word],
  ['no such day', '2026-02-30T10:00:00Z'],
  ['no time of day', '2026-11-24'],
  ['no zone', '2026-11-24T10:00:00'],
];

const confirmation: Message = {
  body: {
    ...{ version: 1, kind: 'confirmation', contactId: CONTACT_ID, seq: 1 },
    askedAt: new Date().toISOString(),
  },
  fields: [
    object([]),
    version,
    text(['kind'], NOT_A_CHOICE),
    text(['contactId'], NO_ID),
    count(['seq']),
    text(['askedAt'], NO_TIME),
  ],
};

const preferences: Message = {
  body: {
    ...{ version: 1, kind: 'preferences', contactId: CONTACT_ID, locale: 'en-GB' },
    askedAt: new Date().toISOString(),
  },
  fields: [
    object([]),
    version,
    text(['kind'], NOT_A_CHOICE),
    text(['contactId'], NO_ID),
    text(['locale'], NOT_A_CHOICE),
    text(['askedAt'], NO_TIME),
  ],
};

const messages: Readonly<Record<string, Message>> = {
  'functions/queue/apply-spooled-withdrawals.ts': spooled,
  'functions/queue/project-suppressions.ts': update,
  'functions/queue/stop-email.ts': update,
  'functions/queue/stop-sms.ts': update,
  'functions/queue/send-email.ts': send,
  'functions/queue/send-sms.ts': send,
  'functions/queue/settle-dead-sends.ts': send,
  'functions/queue/send-service-email.ts': confirmation,
  'functions/queue/send-service-text.ts': preferences,
};

/** The consumers that somebody has taught to be poisoned. */
export const poisonedConsumers = Object.keys(messages);

/** A message that no version of ours has ever put into this consumer's queue. */
export function poisonFor(entry: string, random: Random): { says: string; body: string } {
  const message = messages[entry];
  if (!message) throw new Error(`no poison for ${entry}: describe its message`);
  if (random.chance(0.3)) return badJsonText(jsonText(message.body), random);
  const [first, ...others] = message.fields;
  if (!first) throw new Error(`nothing of the message of ${entry} can be broken`);
  const { says, json } = breakField(message.body, random.pick(first, ...others), random);
  return { says, body: jsonText(json) };
}
