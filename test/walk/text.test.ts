import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { FormDefinition } from '../../events/form.ts';
import { MessageStatus } from '../../events/message.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { putSend, readSend } from '../../shared/sending/sends-table.ts';
import { until } from '../infra/local/until.ts';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { createKey } from './run-command.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-text-walk-'));
const WALK_LIMIT_MS = 120_000;
const WAIT_MS = 30_000;

let stack: LocalProcess;
let headers: Record<string, string>;
let endpoints: Record<string, string>;
let names: Record<string, string>;
let dynamo: DynamoDBDocumentClient;
beforeAll(async () => {
  stack = await startLocalProcess(folder);
  ({ endpoints, names } = JSON.parse(readFileSync(path.join(folder, 'stack.json'), 'utf8')));
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(endpoints.dynamodb ?? '')));
  headers = {
    authorization: `Bearer ${await createKey(folder)}`,
    'content-type': 'application/json',
  };
}, WALK_LIMIT_MS);
afterAll(async () => {
  dynamo?.destroy();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

/** One of Ofcom's numbers for drama. */
const number = `+447700900${randomInt(100, 1_000)}`;
const Texts = z.array(z.looseObject({ body: z.string(), segments: z.int() }));

const post = (at: string, body: unknown, more: Record<string, string> = headers) =>
  fetch(`${stack.apiUrl}${at}`, { method: 'POST', headers: more, body: JSON.stringify(body) });

const texts = async () => {
  const to = encodeURIComponent(number);
  return Texts.parse(await (await fetch(`${stack.consoleUrl}/handset.json?to=${to}`)).json());
};

async function outcomeOf(messageId: string) {
  const until = performance.now() + WAIT_MS;
  for (;;) {
    const answer = await fetch(`${stack.apiUrl}/v1/messages/${messageId}`, { headers });
    const [outcome] = MessageStatus.parse(await answer.json()).recipients;
    const isOpen = outcome?.state === 'queued' || outcome?.state === 'claimed';
    if (!isOpen || performance.now() > until) return outcome;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function sendText(key: string) {
  const content = { text: 'Hello {{name}}, 20% off all seeds until Sunday.' };
  const recipients = [{ to: number, substitutions: { name: 'Sam' } }];
  const message = { channel: 'sms', purpose: 'offers', content, recipients };
  const answer = await post('/v1/messages', message, { ...headers, 'idempotency-key': key });
  expect(answer.status).toBe(202);
  const { messageId }: { messageId: string } = JSON.parse(await answer.text());
  return outcomeOf(messageId);
}

/** A text that waits for the person, with nothing in any queue that would send it. */
async function waitingText(messageId: string): Promise<SendRecord> {
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'GateTable' }));
  const contactId: string = Items[0]?.contactId;
  const record: SendRecord = {
    pk: `walk#${messageId}`,
    sk: '0000',
    state: 'queued',
    scope: 'sms.offers',
    contactId,
    to: number,
    substitutions: {},
    queuedFor: contactId,
    reason: null,
    permitId: null,
    updatedAt: new Date().toISOString(),
  };
  await putSend(dynamo, 'SendsTable', record);
  return record;
}

const stateOf = async (record: SendRecord) => (await readSend(dynamo, 'SendsTable', record))?.state;

test(
  'texts need a yes, say who writes, end with a way out that works, and stop there',
  async () => {
    expect(await sendText('before')).toMatchObject({ state: 'refused', reason: 'no_consent' });

    const served = await fetch(`${stack.apiUrl}/v1/forms/contact`);
    const { formToken } = FormDefinition.parse(await served.json());
    const ticked = { phone: number, consents: ['sms.offers'], age: '13-or-over', formToken };
    const from = { origin: stack.consoleUrl, 'content-type': 'application/json' };
    expect((await post('/v1/forms/contact/consents', ticked, from)).status).toBe(200);

    expect(await sendText('after')).toMatchObject({ state: 'sent' });
    const [text] = await texts();
    expect(text?.body).toMatch(
      /^Larkfield: Hello Sam, 20% off all seeds until Sunday\.\nStop: http/,
    );
    const [link = ''] = /http\S+$/.exec(text?.body ?? '') ?? [];
    expect(await (await fetch(link)).text()).toContain('“Offers and sales” by text message');
    const waiting = await waitingText('waiting');
    expect((await fetch(link, { method: 'POST' })).status).toBe(200);
    await until('the waiting text is dropped', async () => (await stateOf(waiting)) === 'refused');

    expect(await sendText('too-late')).toMatchObject({ state: 'refused', reason: 'withdrawn' });
    expect(await texts()).toHaveLength(1);
  },
  WALK_LIMIT_MS,
);

test(
  'F20: what the senders gave up does not stay queued',
  async () => {
    const queues = new SQSClient(localClient(endpoints.sqs ?? ''));
    for (const id of ['EmailSendsDeadLetters', 'SmsSendsDeadLetters']) {
      const record = await waitingText(id);
      const dead = { version: 1, client: 'walk', messageId: id, recipient: 0 };
      await queues.send(
        new SendMessageCommand({ QueueUrl: names[id], MessageBody: JSON.stringify(dead) }),
      );
      await until('it is settled', async () => (await stateOf(record)) === 'refused');
      expect(await readSend(dynamo, 'SendsTable', record)).not.toHaveProperty('to');
    }
    queues.destroy();
  },
  WALK_LIMIT_MS,
);
