import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import type { Change } from '../../events/ledger-event.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import { readUnsubscribeLink } from '../../shared/domain/unsubscribe-link.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { putContent, putMessage } from '../../shared/sending/messages-table.ts';
import { messageKey, putSend, readSend, sendKey } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, withdrawn } from '../histories.ts';
import { type QueueWorld, startQueues } from '../http/queue-world.ts';
import { ENVIRONMENT, pointEnvironmentAt, startWorld, type World } from '../http/world.ts';
import { newContact, putHistory } from './gates.ts';
import {
  type ProviderStandIn,
  startProviderStandIn,
  textAccepted,
  textFailed,
} from './provider-stand-in.ts';
import { failuresOf, queueEvent } from './queue-event.ts';

const SPOOL = 'withdrawal-spool';

let world: World;
let queues: QueueWorld;
let provider: ProviderStandIn;
let handler: typeof import('../../functions/queue/send-sms.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  provider = await startProviderStandIn();
  queues = await startQueues(SPOOL);
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    WITHDRAWAL_SPOOL_URL: queues.urlOf(SPOOL),
    AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: provider.endpoint,
    SMS_CONFIGURATION_SET: 'marketing',
  });
  ({ handler } = await import('../../functions/queue/send-sms.ts'));
});
afterAll(async () => {
  await queues?.stop();
  await provider?.stop();
  await world?.stop();
});
beforeEach(() => {
  provider.requests.length = 0;
  provider.answerWith(textAccepted);
});

const invoke = (...bodies: unknown[]) => {
  const context = { awsRequestId: 'invocation', getRemainingTimeInMillis: () => 9_000 };
  return handler(queueEvent(...bodies), context as Context);
};

const CLIENT = 'shop';
const SCOPE = 'sms.offers';
const at = '2026-11-23T10:00:00.000Z';

/** An accepted text to one person with this history, and its place in the queue. */
async function queuedText(changes: Change[], to = '+447700900123') {
  const contactId = newContact();
  await putHistory(world.dynamo, contactId, changes);
  const messageId = `msg_${contactId}`;
  const send: QueuedSend = { version: 1, client: CLIENT, messageId, recipient: 0 };
  const content = { text: 'Hello {{name}}, 20% off.' };
  const contentHash = await putContent(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, content);
  const accepted = { contentHash, recipients: 1, bodyHash: 'h', acceptedAt: at };
  const message = { messageId, client: CLIENT, channel: 'sms', purpose: 'offers' } as const;
  await putMessage(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, { ...message, ...accepted });
  await putSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, {
    pk: messageKey(CLIENT, messageId),
    sk: '0000',
    state: 'queued',
    scope: SCOPE,
    contactId,
    to,
    substitutions: { name: 'Jane' },
    queuedFor: contactId,
    reason: null,
    permitId: null,
    updatedAt: at,
  });
  return { contactId, send };
}

const recordOf = (send: QueuedSend) =>
  readSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, sendKey(send));

describe('a queued text', () => {
  test('to someone who consented is sent once, with its way out, and leaves no permit and no number', async () => {
    const { contactId, send } = await queuedText([granted(0, SCOPE)]);
    await invoke(send, send);
    expect(failuresOf(await invoke(send))).toEqual([]);
    expect(provider.requests).toHaveLength(1);
    const { MessageBody } = JSON.parse(provider.requests[0] ?? '');
    const [, token = ''] =
      /^Larkfield: Hello Jane, 20% off\.\nStop: https:\/\/consent\.example\.com\/u\/(\S+)$/.exec(
        MessageBody,
      ) ?? [];
    const { linkKeys } = await import('../../shared/secrets.ts');
    const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
    expect(readUnsubscribeLink(ring, ENVIRONMENT, token)).toEqual({ contactId, scope: SCOPE });
    const record = await recordOf(send);
    expect(record).toMatchObject({ state: 'sent' });
    expect(JSON.stringify(record)).not.toMatch(/7700900123|jane/i);
    const gate = await readGate(world.dynamo, TABLE_NAMES.GATE_TABLE, contactId);
    expect(gate?.permits).toEqual({});
  });

  test.each([
    ['left all texts', [granted(0, SCOPE), withdrawn(1, 'sms.*')]],
    ['consented to offers by email only', [granted(0, 'email.offers')]],
  ] as [string, Change[]][])('to someone who %s is refused', async (_, changes) => {
    const { send } = await queuedText(changes);
    expect(failuresOf(await invoke(send))).toEqual([]);
    expect(provider.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'refused' });
  });

  test('to a number off the list of this deployment is refused as closed', async () => {
    const { send } = await queuedText([granted(0, SCOPE)], '+447911123456');
    expect(failuresOf(await invoke(send))).toEqual([]);
    expect(provider.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'refused', reason: 'closed' });
  });

  test('that the provider throttles goes back, and is sent when it comes again', async () => {
    const { contactId, send } = await queuedText([granted(0, SCOPE)]);
    provider.answerWith(textFailed(400, 'ThrottlingException'));
    expect(failuresOf(await invoke(send))).toEqual(['m0']);
    expect(await recordOf(send)).toMatchObject({ state: 'reopened', queuedFor: contactId });
    provider.answerWith(textAccepted);
    expect(failuresOf(await invoke(send))).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'sent' });
  });

  test('to a number that has told the provider to stop ends as withdrawn, and does not loop', async () => {
    const { contactId, send } = await queuedText([granted(0, SCOPE)]);
    const Reason = 'DESTINATION_PHONE_NUMBER_OPTED_OUT';
    provider.answerWith(textFailed(400, 'ConflictException', { Reason }));
    expect(failuresOf(await invoke(send))).toEqual([]);
    await invoke(send);
    expect(provider.requests).toHaveLength(1);
    const record = await recordOf(send);
    expect(record).toMatchObject({ state: 'refused', reason: 'withdrawn' });
    expect(JSON.stringify(record)).not.toMatch(/7700900123/);
    const gate = await readGate(world.dynamo, TABLE_NAMES.GATE_TABLE, contactId);
    expect(gate?.permits).toEqual({});
  });

  test('F42: whose fate is unknown is never tried again', async () => {
    const { send } = await queuedText([granted(0, SCOPE)]);
    provider.answerWith(textFailed(500, 'InternalServerException'));
    expect(failuresOf(await invoke(send))).toEqual([]);
    await invoke(send);
    expect(provider.requests).toHaveLength(1);
    expect(await recordOf(send)).toMatchObject({ state: 'unknown' });
  });
});

describe('a text while nobody can tell whether a withdrawal waits in the spool', () => {
  test('goes back to its queue, and nothing is claimed', async () => {
    const { send } = await queuedText([granted(0, SCOPE)]);
    await queues.stop();
    expect(failuresOf(await invoke(send))).toEqual(['m0']);
    expect(provider.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'queued' });
  });
});
