import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import {
  DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { LOCAL_ACCOUNT, localClient } from '../../infra/local/aws-local.ts';
import { addHold } from '../../shared/ledger/holds-table.ts';
import { sendToQueue } from '../../shared/queue.ts';
import { until } from '../infra/local/until.ts';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { outsideWorld } from './person.ts';
import { createKey } from './run-command.ts';

const WALK_LIMIT_MS = 120_000;
const DOUBLES = 8;
const NEVER_SEEN = 'AAAAAAAAAAAAAAAAAAAAAA';

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-outside-'));
let stack: LocalProcess;
let world: ReturnType<typeof outsideWorld>;
let key: string;
let dynamo: DynamoDBDocumentClient;
let queues: SQSClient;
let spoolUrl: string;

beforeAll(async () => {
  stack = await startLocalProcess(folder);
  key = await createKey(folder);
  world = outsideWorld({ ...stack, key });
  const { endpoints } = JSON.parse(readFileSync(path.join(folder, 'stack.json'), 'utf8'));
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(endpoints.dynamodb)));
  queues = new SQSClient(localClient(endpoints.sqs));
  spoolUrl = `${endpoints.sqs}/${LOCAL_ACCOUNT}/WithdrawalSpool`;
}, WALK_LIMIT_MS);

afterAll(async () => {
  dynamo?.destroy();
  queues?.destroy();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

type Answered = { status: number; permitId?: string; validForMs?: number; reason?: string };

async function claim(address: string, messageId: string): Promise<Answered> {
  const body = { channel: 'email', purpose: 'newsletter', address, messageId };
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(`${stack.apiUrl}/v1/permits`, init);
  return Object.assign({}, await answer.json(), { status: answer.status });
}

const release = async (permitId: string | undefined, outcome: string) => {
  const url = `${stack.apiUrl}/v1/permits/${permitId}?outcome=${outcome}`;
  const headers = { authorization: `Bearer ${key}` };
  return (await fetch(url, { method: 'DELETE', headers })).status;
};

async function gateOf(email: string): Promise<Record<string, unknown>> {
  const { matchId } = await world.check(email);
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'GateTable' }));
  return Items.find((gate) => gate.matchId === matchId) ?? {};
}

describe('on the whole stack', () => {
  test('a sender elsewhere claims, releases, and is refused what it used or may not send', async () => {
    await world.signUp('jane@example.com');
    const first = await claim('jane@example.com', 'm1');
    expect(first).toMatchObject({ status: 201, validForMs: 5_000 });
    expect(await claim('jane@example.com', 'm1')).toMatchObject({ status: 409 });
    expect(await release(first.permitId, 'not_sent')).toBe(204);
    expect(await claim('jane@example.com', 'm1')).toMatchObject({ status: 201 });
    const stranger = await claim('stranger@example.com', 'm2');
    expect(stranger).toMatchObject({ status: 403, reason: 'no_consent' });
  });

  test('a spooled withdrawal stops every sender until it is in force, is in force once, and lifts its hold', async () => {
    await world.signUp('joe@example.com');
    const { contactId } = await gateOf('joe@example.com');
    const partOf = (id: string): SpooledWithdrawal['parts'][number] => ({
      ...{ contactId: id, matchId: null },
      withdrawals: [{ cover: 'email.newsletter', reason: 'withdrawn' }],
    });
    const message: SpooledWithdrawal = {
      ...{ version: 1, source: 'unsubscribe-page', caller: 'u', idempotencyKey: 'k', bodyHash: '' },
      parts: [partOf(String(contactId)), partOf(NEVER_SEEN)],
      hold: 'spool:k',
    };
    await addHold(dynamo, 'GateTable', String(contactId), message.hold);
    await sendToQueue(queues, spoolUrl, Array(DOUBLES).fill(message));
    await until('the withdrawal is in force', async () => {
      return (await claim('joe@example.com', 'm3')).reason === 'withdrawn';
    });
    const gate = await gateOf('joe@example.com');
    expect(gate).toMatchObject({ rev: 2, count: 1 });
    expect(gate).not.toHaveProperty('holds');
    const unknown = new GetCommand({ TableName: 'GateTable', Key: { contactId: NEVER_SEEN } });
    expect((await dynamo.send(unknown)).Item).toMatchObject({ rev: 1, count: 1 });

    // The same name once more, with other content: looked up in the ledger, and recorded beside the first.
    const everything = { cover: 'email.*', reason: 'withdrawn' } as const;
    const parts = [{ ...partOf(NEVER_SEEN), withdrawals: [everything] }];
    await sendToQueue(queues, spoolUrl, [{ ...message, bodyHash: 'other', parts }]);
    await until('the other withdrawal is in force', async () => {
      return (await dynamo.send(unknown)).Item?.rev === 2;
    });
  });

  test('a hand in the ledger holds its contact point', async () => {
    await world.signUp('eve@example.com');
    const { contactId } = await gateOf('eve@example.com');
    await dynamo.send(
      new UpdateCommand({
        TableName: 'LedgerTable',
        Key: { pk: contactId, sk: 'EV#000000000001' },
        UpdateExpression: 'SET recordedAt = :forged',
        ExpressionAttributeValues: { ':forged': '2020-01-01T00:00:00.000Z' },
      }),
    );
    await until('the hold is there', async () => {
      return (await claim('eve@example.com', 'm4')).reason === 'held';
    });
  });
});
