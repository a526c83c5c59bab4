import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import PostalMime from 'postal-mime';
import type { Change } from '../../events/ledger-event.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { readToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { putContent, putMessage } from '../../shared/sending/messages-table.ts';
import { messageKey, putSend, readSend, sendKey } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { granted, withdrawn } from '../histories.ts';
import { type QueueWorld, startQueues } from '../http/queue-world.ts';
import { ENVIRONMENT, pointEnvironmentAt, startWorld, type World } from '../http/world.ts';
import { newContact, putHistory } from './gates.ts';
import { metricsDuring } from './metrics-during.ts';
import {
  accepted,
  failed,
  type ProviderStandIn,
  startProviderStandIn,
} from './provider-stand-in.ts';
import { failuresOf, queueEvent } from './queue-event.ts';

const SPOOL = 'withdrawal-spool';

let world: World;
let ses: ProviderStandIn;
let queues: QueueWorld;
let handler: typeof import('../../functions/queue/send-email.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  ses = await startProviderStandIn();
  queues = await startQueues(SPOOL);
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_SES: ses.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    WITHDRAWAL_SPOOL_URL: queues.urlOf(SPOOL),
    SES_CONFIGURATION_SET: 'marketing',
  });
  ({ handler } = await import('../../functions/queue/send-email.ts'));
});
afterAll(async () => {
  await queues?.stop();
  await ses?.stop();
  await world?.stop();
});
beforeEach(() => {
  ses.requests.length = 0;
  ses.answerWith(accepted);
});

let invocations = 0;

const invoke = (bodies: unknown[], remainingMs = 9_000) => {
  invocations += 1;
  const awsRequestId = `invocation-${invocations}`;
  const getRemainingTimeInMillis = () => remainingMs;
  return handler(queueEvent(...bodies), { awsRequestId, getRemainingTimeInMillis } as Context);
};

const CLIENT = 'newsletter-tool';

/** An accepted message to one person with this history, and its place in the queue. */
async function queuedEmail(
  changes: Change[],
  to = 'jane@example.com',
): Promise<{ contactId: string; send: QueuedSend }> {
  const contactId = newContact();
  await putHistory(world.dynamo, contactId, changes);
  const messageId = `msg_${contactId}`;
  const send: QueuedSend = { version: 1, client: CLIENT, messageId, recipient: 0 };
  const content = { subject: 'What to sow, {{name}}', text: 'Sow beans, {{name}}.' };
  await putMessage(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, {
    messageId,
    client: CLIENT,
    channel: 'email',
    purpose: 'newsletter',
    contentHash: await putContent(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, content),
    recipients: 1,
    bodyHash: 'h',
    acceptedAt: '2026-11-23T10:00:00.000Z',
  });
  await putSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, {
    pk: messageKey(CLIENT, messageId),
    sk: '0000',
    state: 'queued',
    scope: 'email.newsletter',
    contactId,
    to,
    substitutions: { name: 'Jane' },
    queuedFor: contactId,
    reason: null,
    permitId: null,
    updatedAt: '2026-11-23T10:00:00.000Z',
  });
  return { contactId, send };
}

const recordOf = (send: QueuedSend) =>
  readSend(world.dynamo, TABLE_NAMES.SENDS_TABLE, sendKey(send));

const permitsOf = async (contactId: string) =>
  (await readGate(world.dynamo, TABLE_NAMES.GATE_TABLE, contactId))?.permits;

describe('a queued email', () => {
  test('to someone who consented is sent once, and leaves no permit and no address', async () => {
    const { contactId, send } = await queuedEmail([granted(0)]);
    expect(failuresOf(await invoke([send]))).toEqual([]);
    expect(ses.requests).toHaveLength(1);
    const record = await recordOf(send);
    expect(record).toMatchObject({
      state: 'sent',
      permitId: expect.stringContaining('invocation-1.'),
    });
    expect(JSON.stringify(record)).not.toMatch(/jane/i);
    expect(await permitsOf(contactId)).toEqual({});
  });

  test('OCU-4: carries a link that by itself says whom to stop and what', async () => {
    const { contactId, send } = await queuedEmail([granted(0)]);
    await invoke([send]);
    const sent = new URLSearchParams(ses.requests[0]);
    const mime = Buffer.from(sent.get('RawMessage.Data') ?? '', 'base64');
    const { headers, subject } = await new PostalMime().parse(mime);
    expect(subject).toBe('What to sow, Jane');
    const link = headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
    const [, token = ''] = /^<https:\/\/consent\.example\.com\/u\/([^>]+)>$/.exec(link) ?? [];
    const { linkKeys } = await import('../../shared/secrets.ts');
    const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
    expect(readToken(ring, ENVIRONMENT, UnsubscribeToken, token)).toEqual({
      kind: 'u',
      contactId,
      scope: 'email.newsletter',
      messageId: send.messageId,
    });
  });

  test('to someone who has left is refused, and nothing reaches the provider', async () => {
    const { send } = await queuedEmail([granted(0), withdrawn(1)]);
    expect(failuresOf(await invoke([send]))).toEqual([]);
    expect(ses.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'refused', reason: 'withdrawn' });
  });

  test('to someone off the allow-list is refused before any claim, whatever they consented to', async () => {
    const { contactId, send } = await queuedEmail([granted(0)], 'jane@adopter.test');
    expect(failuresOf(await invoke([send]))).toEqual([]);
    expect(ses.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({
      state: 'refused',
      reason: 'closed',
      permitId: null,
    });
    expect(await permitsOf(contactId)).toEqual({});
  });

  test('is counted once by what became of it, whatever comes twice', async () => {
    const sent = (await queuedEmail([granted(0)])).send;
    const left = (await queuedEmail([granted(0), withdrawn(1)])).send;
    const outside = (await queuedEmail([granted(0)], 'jane@adopter.test')).send;
    const measured = await metricsDuring(async () => {
      await invoke([sent, left, outside]);
      await invoke([sent, left, outside]);
    });
    expect(measured).toEqual(
      expect.arrayContaining([
        { Channel: 'email', Outcome: 'sent', Sends: 1 },
        { Channel: 'email', Reason: 'withdrawn', GateRefusals: 1 },
        { Channel: 'email', Reason: 'closed', GateRefusals: 1 },
      ]),
    );
    expect(measured).toHaveLength(3);
  });

  test('F42: that comes three times in a batch and once more later is sent once', async () => {
    const { send } = await queuedEmail([granted(0)]);
    await invoke([send, send, send]);
    expect(failuresOf(await invoke([send]))).toEqual([]);
    expect(ses.requests).toHaveLength(1);
    expect(await recordOf(send)).toMatchObject({ state: 'sent' });
  });

  test('that the provider throttles goes back, and is sent when it comes again', async () => {
    const { contactId, send } = await queuedEmail([granted(0)]);
    ses.answerWith(failed(400, 'Throttling'));
    expect(failuresOf(await invoke([send]))).toEqual(['m0']);
    expect(await recordOf(send)).toMatchObject({ state: 'reopened', queuedFor: contactId });
    ses.answerWith(accepted);
    expect(failuresOf(await invoke([send]))).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'sent' });
  });

  test('F42: whose fate is unknown is never tried again', async () => {
    const { contactId, send } = await queuedEmail([granted(0)]);
    ses.answerWith(failed(500, 'InternalFailure'));
    expect(failuresOf(await invoke([send]))).toEqual([]);
    await invoke([send]);
    expect(ses.requests).toHaveLength(1);
    expect(await recordOf(send)).toMatchObject({ state: 'unknown' });
    expect(await permitsOf(contactId)).toEqual({});
  });

  test('among bad messages: only the bad ones go back', async () => {
    const { send } = await queuedEmail([granted(0)]);
    const lost = { ...send, messageId: 'msg_lost' };
    const batch = ['{', send, lost, { ...send, to: 'joe@example.com' }];
    expect(failuresOf(await invoke(batch))).toEqual(['m0', 'm2', 'm3']);
    expect(ses.requests).toHaveLength(1);
  });

  test('late in an invocation goes back unclaimed', async () => {
    const { contactId, send } = await queuedEmail([granted(0)]);
    expect(failuresOf(await invoke([send], 3_000))).toEqual(['m0']);
    expect(ses.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'queued' });
    expect(await permitsOf(contactId)).toEqual({});
  });

  test('finds its fence open, and leaves it closed behind it', async () => {
    const { send } = await queuedEmail([granted(0)]);
    const any = jest.spyOn(AbortSignal, 'any');
    const open: boolean[] = [];
    any.mockImplementationOnce((signals) => {
      const [fence] = [...signals];
      open.push(fence?.aborted === false);
      return fence ?? AbortSignal.abort();
    });
    await invoke([send]);
    const [signals = []] = any.mock.calls[0] ?? [];
    any.mockRestore();
    const [fence] = [...signals];
    expect({ open, aborted: fence?.aborted }).toEqual({ open: [true], aborted: true });
    expect(await recordOf(send)).toMatchObject({ state: 'sent' });
  });
});

describe('while a withdrawal waits in the spool', () => {
  const client = () => new SQSClient(localClient(queues.endpoint));
  const QueueUrl = () => queues.urlOf(SPOOL);

  async function expectUntouched({ contactId, send }: { contactId: string; send: QueuedSend }) {
    expect(failuresOf(await invoke([send, send]))).toEqual(['m0', 'm1']);
    expect(ses.requests).toEqual([]);
    expect(await recordOf(send)).toMatchObject({ state: 'queued', permitId: null });
    expect(await permitsOf(contactId)).toEqual({});
  }

  test('the whole batch goes back without a claim, also while somebody has it in hand', async () => {
    const email = await queuedEmail([granted(0)]);
    await client().send(new SendMessageCommand({ QueueUrl: QueueUrl(), MessageBody: '{}' }));
    await expectUntouched(email);
    const receive = new ReceiveMessageCommand({ QueueUrl: QueueUrl() });
    const { Messages } = await client().send(receive);
    await expectUntouched(email);
    const ReceiptHandle = Messages?.[0]?.ReceiptHandle;
    await client().send(new DeleteMessageCommand({ QueueUrl: QueueUrl(), ReceiptHandle }));
    expect(failuresOf(await invoke([email.send]))).toEqual([]);
    expect(ses.requests).toHaveLength(1);
  });

  test('or may wait there, since nobody can tell', async () => {
    const email = await queuedEmail([granted(0)]);
    await queues.stop();
    await expectUntouched(email);
  });
});
