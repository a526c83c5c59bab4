import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MessageStatus } from '../../events/message.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { MAX_LIVE_PERMITS } from '../../shared/domain/permit.ts';
import { until } from '../infra/local/until.ts';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { outsideWorld } from './person.ts';
import { createKey } from './run-command.ts';

// What seldom happens to a person takes permissions of its own: here each is taken through the real stack.

const WALK_LIMIT_MS = 120_000;
const AT_ONCE = 4;
const DAY_MS = 86_400_000;
const IMPATIENT_PEOPLE = 5;

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-rare-'));
let stack: LocalProcess;
let world: ReturnType<typeof outsideWorld>;
let dynamo: DynamoDBDocumentClient;

beforeAll(async () => {
  stack = await startLocalProcess(folder);
  world = outsideWorld({ ...stack, key: await createKey(folder) });
  const { endpoints } = JSON.parse(readFileSync(path.join(folder, 'stack.json'), 'utf8'));
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(endpoints.dynamodb)));
}, WALK_LIMIT_MS);

afterAll(async () => {
  dynamo.destroy();
  await stack.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

describe('what seldom happens', () => {
  test('a form that is submitted several times at once counts once, and again after its answer', async () => {
    const submission = await world.form('newsletter', {
      email: 'twice@example.com',
      consents: ['email.newsletter'],
    });
    await atOnce(() => world.submit(submission));
    await world.submit(submission);
    expect((await world.check('twice@example.com')).reason).toBe('consented');
    expect(await gateOf('twice@example.com')).toMatchObject({ rev: 1, count: 0 });
  });

  test('a form that names an address and a number links the two', async () => {
    const fields = { email: 'both@example.com', phone: '07700 900123' };
    const consents = ['email.offers', 'sms.offers'];
    await world.submit(await world.form('contact', { ...fields, consents }));
    const links = new ScanCommand({
      TableName: 'OperationsTable',
      FilterExpression: 'begins_with(pk, :link)',
      ExpressionAttributeValues: { ':link': 'LINK#' },
    });
    expect((await dynamo.send(links)).Count).toBe(2);
    await world.send(fields.email, 'both-1', 'offers');
    const link = await until('the mail is there', () => world.unsubscribeLink(fields.email));
    await world.leaveEverything(link);
    const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'GateTable' }));
    expect(Items.filter(({ epochs }) => Object.hasOwn(epochs, '*'))).toHaveLength(2);
  });

  test('another system reports one person, then its books, twice each, and gets links for its own mail', async () => {
    const contact = { email: 'reported@example.com', phone: '07700 900456' };
    const asked = {
      noticeId: 'contact-2026-11',
      givenAt: new Date(Date.now() - DAY_MS).toISOString(),
    };
    const grants = ['email', 'sms'].map((channel) => ({
      ...asked,
      channel,
      purpose: 'offers',
      wordingId: `offers-${channel}-2026-11`,
    }));
    const stop = { contact: { email: contact.email }, withdrawals: [{}] };
    const first = await world.report('/v1/consents', 'yes', 201, { contact, grants });
    expect(await world.report('/v1/consents', 'yes', 200, { contact, grants })).toBe(first);
    await world.report('/v1/consents', 'no', 201, stop);
    expect((await world.check(contact.email)).reason).toBe('withdrawn');

    const books = { email: 'books@example.com', phone: '07700 900789' };
    const rows = [
      { contact: books, grants },
      { contact: { phone: '07700 900790' }, withdrawals: [{}] },
    ];
    const request = { provenance: 'collected_by_us', rows };
    const report = await world.report('/v1/imports', 'books', 200, request);
    expect(JSON.parse(report).totals).toEqual({ recorded: 2, invalid: 0, not_reached: 0 });
    expect(await world.report('/v1/imports', 'books', 200, request)).toBe(report);

    const item = { channel: 'email', purpose: 'offers', address: contact.email };
    const links = await world.report('/v1/links', 'links', 200, { items: [item] });
    await world.oneClick(JSON.parse(links).items[0].url);
  });

  test('a system that may see addresses finds on the list who has left', async () => {
    const email = 'listed@example.com';
    await world.signUp(email);
    const stop = { contact: { email }, withdrawals: [{ channel: 'email' }] };
    await world.report('/v1/consents', 'listed', 201, stop);
    const listed = async () => [...(await world.suppressed()).values()].includes(email);
    await until('the list has it', listed);
  });

  test('a message that is sent again under its key is accepted once', async () => {
    await world.signUp('again@example.com');
    const first = await world.send('again@example.com', 'again-1');
    expect(await world.send('again@example.com', 'again-1')).toBe(first);
  });

  test('a button that is pressed several times at once withdraws once', async () => {
    const people = Array.from({ length: IMPATIENT_PEOPLE }, (_, i) => `impatient${i}@example.com`);
    const links = await Promise.all(people.map(linkOf));
    // As many environments as presses, all awake: only then do the presses meet.
    await atOnce(() => world.look(links[0] ?? ''));
    for (const link of links) await atOnce(() => world.oneClick(link));
    for (const email of people) expect(await gateOf(email)).toMatchObject({ rev: 2, count: 1 });
  });

  test('a withdrawal that finds its gate lost is recorded, and the gate comes back held', async () => {
    const link = await linkOf('lost@example.com');
    const { contactId } = await gateOf('lost@example.com');
    await dynamo.send(new DeleteCommand({ TableName: 'GateTable', Key: { contactId } }));
    await world.oneClick(link);
    const back = new GetCommand({ TableName: 'GateTable', Key: { contactId } });
    const { Item } = await dynamo.send(back);
    expect(Item).toMatchObject({ rev: 2, count: 1, holds: new Set(['gate_missing']) });
  });

  test('a withdrawal that changes nothing brings a lost gate back, and silences nobody else', async () => {
    const link = await linkOf('lost-again@example.com');
    const { contactId } = await gateOf('lost-again@example.com');
    await world.oneClick(link);
    await dynamo.send(new DeleteCommand({ TableName: 'GateTable', Key: { contactId } }));
    await world.oneClick(link);
    const back = new GetCommand({ TableName: 'GateTable', Key: { contactId } });
    expect((await dynamo.send(back)).Item).toMatchObject({
      ...{ rev: 2, count: 1, holds: new Set(['gate_missing']) },
    });
    await world.signUp('bystander@example.com');
    const permit = { channel: 'email', purpose: 'newsletter', address: 'bystander@example.com' };
    await world.report('/v1/permits', 'bystander', 201, { ...permit, messageId: 'bystander' });
  });

  test(
    'a message that waits when its person leaves is dropped at once',
    async () => {
      const email = 'waiting@example.com';
      const link = await linkOf(email);
      await crowd(await gateOf(email));
      const runs = senderRuns();
      const messageId = await world.send(email, 'waiting-2');
      await until('the sender has found the crowd', () => senderRuns() > runs);
      expect(outcomeOf(await world.message(messageId))).toEqual(['queued', null]);
      await world.oneClick(link);
      await until('the message is dropped', async () => {
        const [state] = outcomeOf(await world.message(messageId));
        return state !== 'queued';
      });
      expect(outcomeOf(await world.message(messageId))).toEqual(['refused', 'withdrawn']);
    },
    WALK_LIMIT_MS,
  );
});

async function atOnce(work: () => Promise<void>): Promise<void> {
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Signs up, and waits for the first mail's way out. */
async function linkOf(email: string): Promise<string> {
  await world.signUp(email);
  await world.send(email, email);
  return until('the mail is there', () => world.unsubscribeLink(email));
}

async function gateOf(email: string): Promise<Record<string, unknown>> {
  const { matchId } = await world.check(email);
  const { Items = [] } = await dynamo.send(new ScanCommand({ TableName: 'GateTable' }));
  return Items.find((gate) => gate.matchId === matchId) ?? {};
}

/** As many permits as a gate may hold, of a scope that an email withdrawal need not wait for. */
async function crowd({ contactId }: Record<string, unknown>): Promise<void> {
  const permit = { scope: 'post.newsletter', at: new Date().toISOString() };
  const permits = Array.from({ length: MAX_LIVE_PERMITS }, (_, i) => [`crowd${i}`, permit]);
  await dynamo.send(
    new UpdateCommand({
      TableName: 'GateTable',
      Key: { contactId },
      UpdateExpression: 'SET permits = :permits',
      ExpressionAttributeValues: { ':permits': Object.fromEntries(permits) },
    }),
  );
}

/** How many invocations the sender's log has seen end. */
function senderRuns(): number {
  const log = readFileSync(path.join(folder, 'logs', 'SendEmail.log'), 'utf8');
  return log.split(' done in ').length;
}

function outcomeOf({ recipients: [outcome] }: MessageStatus) {
  return [outcome?.state, outcome?.reason];
}
