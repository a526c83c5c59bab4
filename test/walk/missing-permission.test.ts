import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localClient } from '../../infra/local/aws-local.ts';
import { type LocalStackRunning, startLocal } from '../../infra/local/start-local.ts';
import { type Synthesized, synthesize } from '../../infra/synthesize.ts';
import { outsideWorld } from './person.ts';
import { createKey } from './run-command.ts';

// The control of every walk: a permission less in the real template, and the walk ends there.

const START_LIMIT_MS = 120_000;

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-permission-'));
let stack: LocalStackRunning;

beforeAll(async () => {
  stack = await startLocal({
    folder,
    inMemory: true,
    withoutConsole: true,
    assemble(outdir) {
      const assembly = synthesize({ outdir, environment: 'local' });
      removeGrants(assembly, 'RecordFormConsent', 'dynamodb:PutItem', 'LedgerTable');
      removeGrants(assembly, 'Check', 'dynamodb:BatchGetItem', 'GateTable');
      return assembly;
    },
  });
}, START_LIMIT_MS);

afterAll(async () => {
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, START_LIMIT_MS);

describe('a walk without one permission', () => {
  test('ends at a sign-up that may not append to the ledger, and nothing is written, not even the gate', async () => {
    await expect(world('').signUp('ann@example.com')).rejects.toThrow(/^50\d from .*consents/);
    expect(deniedTo('RecordFormConsent')).toContain(
      'RecordFormConsent is not authorized to perform: dynamodb:PutItem on resource: ' +
        'arn:aws:dynamodb:eu-west-2:000000000000:table/LedgerTable because',
    );
    expect(await itemsIn('LedgerTable', 'GateTable')).toEqual([]);
  });

  test('ends at a check that may not read gates', async () => {
    const key = await createKey(folder);
    expect(await world(key).check('ann@example.com')).toMatchObject({
      allowed: false,
      reason: 'unavailable',
    });
    expect(deniedTo('Check')).toMatch(/perform: dynamodb:BatchGetItem on .*table\/GateTable /);
  });
});

describe('a function that is made to do something else', () => {
  const operations = { TableName: 'OperationsTable' };
  const apiKey = { pk: 'API_KEY', sk: '000000000000' };
  const gate = { TableName: 'GateTable', Key: { contactId: 'AAAAAAAAAAAAAAAAAAAAAA' } };
  const values = { ExpressionAttributeValues: { ':any': {} } };
  const update = (UpdateExpression: string) => new UpdateCommand({ ...gate, UpdateExpression });
  const setState = () =>
    new UpdateCommand({ ...gate, ...values, UpdateExpression: 'SET epochs = :any, grants = :any' });
  const setStateInTransaction = () =>
    new TransactWriteCommand({
      TransactItems: [{ Update: { ...gate, ...values, UpdateExpression: 'SET grants = :any' } }],
    });
  const showing = (ReturnValues: 'ALL_NEW') =>
    new UpdateCommand({ ...gate, UpdateExpression: 'REMOVE holds', ReturnValues });
  const queued = { TableName: 'SendsTable', Key: { pk: 'shop#msg_1', sk: '0000' } };
  const count = (pk: string) =>
    new UpdateCommand({
      ...{ ...operations, Key: { pk, sk: 'RATE' }, UpdateExpression: 'ADD taken :one' },
      ExpressionAttributeValues: { ':one': 1 },
    });

  test.each([
    ['AcceptMessage puts a key', () => new PutCommand({ ...operations, Item: apiKey })],
    [
      'AcceptMessage puts a link',
      () => new PutCommand({ ...operations, Item: { pk: 'LINK#x', sk: 'y' } }),
    ],
    ['AcceptMessage reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['GetMessage reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['SendEmail reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['SendSms reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['SendEmail counts for the SMS sender', () => count('RATE#sms')],
    ['Authorize counts for a sender', () => count('RATE#email')],
    ['SendEmail sets the state of a gate', setState],
    ['SendEmail sets the state of a gate in a transaction', setStateInTransaction],
    ['SendSms sets the state of a gate', setState],
    ['ClaimPermit sets the state of a gate', setState],
    ['ClaimPermit sets the state of a gate in a transaction', setStateInTransaction],
    ['ClaimPermit reads a message that waits here', () => new GetCommand(queued)],
    ['ReleasePermit sets the state of a gate', setState],
    ['ReleasePermit lifts the holds of a gate', () => update('REMOVE holds')],
    [
      'ReleasePermit settles a message that waits here',
      () => new UpdateCommand({ ...queued, UpdateExpression: 'REMOVE queuedFor' }),
    ],
    ['Route sets the state of a gate', setState],
    ['Route looks at a gate', () => showing('ALL_NEW')],
    ['RecordConsents sets the state of a gate alone', setState],
    ['RecordFormConsent sets the state of a gate alone', setState],
    ['ImportConsents sets the state of a gate alone', setState],
    ['Unsubscribe sets the state of a gate alone', setState],
    ['ApplySpooledWithdrawals sets the state of a gate alone', setState],
    ['Confirm sets the state of a gate alone', setState],
    ['Confirm lifts the holds of a gate', () => update('REMOVE holds')],
    ['Confirm reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['SendServiceEmail sets the state of a gate', setState],
    ['SendServiceText sets the state of a gate in a transaction', setStateInTransaction],
    ['SendServiceEmail reads a key', () => new GetCommand({ ...operations, Key: apiKey })],
    ['SendServiceText counts for the email sender', () => count('RATE#email')],
    ['SendServiceEmail reads a message that waits here', () => new GetCommand(queued)],
  ])('%s: denied', async (says, command) => {
    await expect(sendAs(says.split(' ')[0] ?? '', command())).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  // The controls: the same calls, as the code makes them.
  test.each([
    ['AcceptMessage', () => new PutCommand({ ...operations, Item: { pk: 'CONTENT#x', sk: 'y' } })],
    ['SendEmail', () => new GetCommand({ ...operations, Key: { pk: 'CONTENT#x', sk: 'y' } })],
    ['SendEmail', () => count('RATE#email')],
    ['Authorize', () => count('REQUESTS#email')],
    ['ReleasePermit', () => update('REMOVE permits')],
    ['Route', () => update('REMOVE holds')],
    ['ApplySpooledWithdrawals', () => update('REMOVE holds')],
    ['RecordConsents', setStateInTransaction],
    ['Confirm', setStateInTransaction],
    ['Confirm', () => new GetCommand({ ...operations, Key: { pk: 'BUDGET#x', sk: 'y' } })],
    ['SendServiceEmail', () => count('RATE#email')],
    ['SendServiceText', () => count('BUDGET#all#sms')],
  ])('control: %s does its own work', async (name, command) => {
    await sendAs(name, command());
  });
});

type Command = GetCommand | PutCommand | TransactWriteCommand | UpdateCommand;

async function sendAs(fn: string, command: Command): Promise<void> {
  const client = new DynamoDBClient({ ...localClient(stack.policyDoorUrl, fn), maxAttempts: 1 });
  const documents = DynamoDBDocumentClient.from(client);
  const send: (command: Command) => Promise<unknown> = (sent) => documents.send(sent as GetCommand);
  try {
    await send(command);
  } finally {
    client.destroy();
  }
}

function world(key: string) {
  // The catalogue's forms may be posted from the console's usual place.
  return outsideWorld({ apiUrl: stack.apiUrl, consoleUrl: 'http://localhost:4100', key });
}

/** Takes the action on the resource out of the function's policy. */
function removeGrants({ template }: Synthesized, fn: string, action: string, table: string): void {
  const policy = Object.entries(template.Resources).find(
    ([id, { Type }]) => Type === 'AWS::IAM::Policy' && id.startsWith(`${fn}ServiceRole`),
  )?.[1].Properties?.PolicyDocument as { Statement: Record<string, unknown>[] };
  const kept = policy.Statement.filter(
    ({ Action, Resource }) =>
      !([Action].flat().includes(action) && JSON.stringify(Resource).includes(table)),
  );
  if (kept.length === policy.Statement.length) throw new Error(`${fn} never had ${action}`);
  policy.Statement = kept;
}

/** What the live view shows of the function's last failure. */
function deniedTo(fn: string): string | undefined {
  return stack.hops.recent().findLast(({ name, ok }) => name === fn && !ok)?.detail;
}

async function itemsIn(...tables: string[]): Promise<unknown[]> {
  const client = new DynamoDBClient(localClient(stack.endpoints.dynamodb));
  const pages = tables.map((TableName) => client.send(new ScanCommand({ TableName })));
  const items = (await Promise.all(pages)).flatMap(({ Items = [] }) => Items);
  client.destroy();
  return items;
}
