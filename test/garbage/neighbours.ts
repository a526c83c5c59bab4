import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Change } from '../../events/ledger-event.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { Scope } from '../../events/scope.ts';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { putContent, putMessage } from '../../shared/sending/messages-table.ts';
import { messageKey, putSend, readSend, sendKey } from '../../shared/sending/sends-table.ts';
import { readSuppressions } from '../../shared/suppression-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { newContact, putHistory } from '../functions/gates.ts';
import { granted, withdrawn } from '../histories.ts';
import type { World } from '../http/world.ts';
import { serviceWorld } from '../service-messages/service-world.ts';
import { CANARY } from './canary.ts';

/** A good message in the same batch as poison. */
export type Neighbour = {
  body: unknown;
  /** What is in the key of everything that its own handling may write. */
  mark: string;
  isDone(): Promise<boolean>;
};

type Dynamo = World['dynamo'];
type MakeNeighbour = (dynamo: Dynamo) => Promise<Neighbour>;

const CLIENT = 'shop';
const LONG_AGO = '2026-11-23T10:00:00.000Z';

/** For each consumer, a message that it must handle whatever lies beside it. */
export const neighbours: Readonly<Record<string, MakeNeighbour>> = {
  'functions/queue/apply-spooled-withdrawals.ts': async (dynamo) => {
    const contactId = newContact();
    const body: SpooledWithdrawal = {
      ...{ version: 1, source: 'one-click', caller: 'u', idempotencyKey: contactId, bodyHash: '' },
      parts: [{ contactId, matchId: null, withdrawals: [{ cover: '*', reason: 'withdrawn' }] }],
      hold: `spool:${contactId}`,
    };
    const isDone = async () =>
      (await readGate(dynamo, TABLE_NAMES.GATE_TABLE, contactId))?.count === 1;
    return { body, mark: contactId, isDone };
  },

  'functions/queue/project-suppressions.ts': async (dynamo) => {
    const contactId = newContact();
    const [body] = await putHistory(dynamo, contactId, [withdrawn(1)]);
    const isDone = async () =>
      (await readSuppressions(dynamo, TABLE_NAMES.SUPPRESSION_TABLE, contactId)).length === 1;
    return { body, mark: contactId, isDone };
  },

  'functions/queue/stop-email.ts': (dynamo) => stopped(dynamo, 'email.newsletter'),
  'functions/queue/stop-sms.ts': (dynamo) => stopped(dynamo, 'sms.offers'),
  'functions/queue/send-email.ts': (dynamo) => sent(dynamo, 'email.newsletter'),
  'functions/queue/send-sms.ts': (dynamo) => sent(dynamo, 'sms.offers'),

  'functions/queue/settle-dead-sends.ts': async (dynamo) => {
    const { contactId, send, stateOf } = await queued(dynamo, 'email.newsletter', [granted(0)]);
    return { body: send, mark: contactId, isDone: async () => (await stateOf()) === 'refused' };
  },

  'functions/queue/send-service-email.ts': (dynamo) => asked(dynamo, 'email.events', CANARY.email),
  'functions/queue/send-service-text.ts': (dynamo) => asked(dynamo, 'sms.events', CANARY.phone),
};

/** Somebody asks for what must be confirmed; what they are sent counts against their budget. */
async function asked(
  dynamo: Dynamo,
  scope: 'email.events' | 'sms.events',
  address: string,
): Promise<Neighbour> {
  const { contactId, message } = await serviceWorld({ dynamo }).ask(address, { scopes: [scope] });
  const isDone = async () => {
    const { Item } = await dynamo.send(
      new GetCommand({
        TableName: TABLE_NAMES.OPERATIONS_TABLE,
        Key: { pk: `BUDGET#${contactId}`, sk: 'confirmation' },
      }),
    );
    return Item?.spent.length === 1;
  };
  return { body: message, mark: contactId, isDone };
}

async function stopped(dynamo: Dynamo, scope: Scope): Promise<Neighbour> {
  const { contactId, news, stateOf } = await queued(dynamo, scope, [withdrawn(1, scope)]);
  const isDone = async () => (await stateOf()) === 'refused';
  return { body: news[0], mark: contactId, isDone };
}

async function sent(dynamo: Dynamo, scope: Scope): Promise<Neighbour> {
  const { contactId, send, stateOf } = await queued(dynamo, scope, [granted(0, scope)]);
  return { body: send, mark: contactId, isDone: async () => (await stateOf()) === 'sent' };
}

/** A message to one canary with this history. Its id holds the contact's, so that both mark what is written. */
async function queued(dynamo: Dynamo, scope: Scope, changes: Change[]) {
  const contactId = newContact();
  const news = await putHistory(dynamo, contactId, changes);
  const messageId = `msg_${contactId}`;
  const send: QueuedSend = { version: 1, client: CLIENT, messageId, recipient: 0 };
  const [channel = '', purpose = ''] = scope.split('.');
  const isEmail = channel === 'email';
  const content = isEmail
    ? { subject: `To {{name}} ${CANARY.word}`, text: CANARY.word }
    : { text: `Hello {{name}}, ${CANARY.word}` };
  await putMessage(dynamo, TABLE_NAMES.OPERATIONS_TABLE, {
    ...{ messageId, client: CLIENT, purpose, recipients: 1, bodyHash: 'h', acceptedAt: LONG_AGO },
    channel: isEmail ? 'email' : 'sms',
    contentHash: await putContent(dynamo, TABLE_NAMES.OPERATIONS_TABLE, content),
  });
  await putSend(dynamo, TABLE_NAMES.SENDS_TABLE, {
    ...{ pk: messageKey(CLIENT, messageId), sk: '0000', state: 'queued', scope, contactId },
    ...{ to: isEmail ? CANARY.email : CANARY.phone, substitutions: { name: CANARY.word } },
    ...{ queuedFor: contactId, reason: null, permitId: null, updatedAt: LONG_AGO },
  });
  const stateOf = async () =>
    (await readSend(dynamo, TABLE_NAMES.SENDS_TABLE, sendKey(send)))?.state;
  return { contactId, send, news, stateOf };
}
