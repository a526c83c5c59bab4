import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { ApiScope } from '../../events/api-key.ts';
import { CheckAnswer } from '../../events/verdict.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { mintConfirmLink, readConfirmLink } from '../../shared/domain/confirm-link.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { until } from '../infra/local/until.ts';
import { nameOf, PRODUCT_ENVIRONMENT } from '../product.ts';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { outsideWorld } from './person.ts';
import { runCommand } from './run-command.ts';

const WALK_LIMIT_MS = 180_000;
const HOUR_MS = 3_600_000;
const TEN_MINUTES_AGO = new Date(Date.now() - 600_000).toISOString();

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-confirm-'));
let stack: LocalProcess;
let names: Record<string, string>;
let endpoints: Record<string, string>;
let dynamo: DynamoDBDocumentClient;
/** Of somebody who holds every right that an API key can carry. */
let world: ReturnType<typeof outsideWorld>;
let key: string;

beforeAll(async () => {
  stack = await startLocalProcess(folder);
  ({ endpoints, names } = JSON.parse(readFileSync(path.join(folder, 'stack.json'), 'utf8')));
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(endpoints.dynamodb ?? '')));
  key = await keyOfEverything();
  world = outsideWorld({ ...stack, key });
}, WALK_LIMIT_MS);
afterAll(async () => {
  dynamo?.destroy();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

async function keyOfEverything(): Promise<string> {
  const scopes = ['--scopes', ApiScope.options.join(), '--json'];
  const create = ['cli/consent.ts', 'keys', 'create', '--local', '--data', folder];
  const command = [...create, '--client', 'operator', ...scopes];
  return JSON.parse((await runCommand(process.execPath, command)).stdout).key;
}

type Way = {
  channel: 'email' | 'sms';
  address: string;
  fields: Record<string, string>;
  /** The newest confirmation that has arrived there. */
  links(): Promise<string[]>;
};

const Mails = z.array(z.looseObject({ text: z.string() }));
const Texts = z.array(z.looseObject({ body: z.string() }));
const linksIn = (bodies: readonly string[]) =>
  bodies.flatMap((body) => /http\S+\/c\/\S+/.exec(body) ?? []);

const arrived = async (at: string, address: string): Promise<unknown> =>
  (await fetch(`${stack.consoleUrl}${at}?to=${encodeURIComponent(address)}`)).json();

const byEmail = (address: string): Way => ({
  ...{ channel: 'email', address, fields: { email: address } },
  links: async () =>
    linksIn(Mails.parse(await arrived('/mailbox.json', address)).map(({ text }) => text)),
});

const byText = (address: string): Way => ({
  ...{ channel: 'sms', address, fields: { phone: address } },
  links: async () =>
    linksIn(Texts.parse(await arrived('/handset.json', address)).map(({ body }) => body)),
});

const signUp = async ({ channel, fields }: Way) =>
  world.submit(await world.form('contact', { ...fields, consents: [`${channel}.events`] }));

async function reasonFor({ channel, address }: Way): Promise<string> {
  const items = [{ channel, purpose: 'events', address }];
  const answer = await world.report('/v1/checks', `${address}-${Math.random()}`, 200, { items });
  return CheckAnswer.parse(JSON.parse(answer)).items[0]?.reason ?? 'nothing';
}

let messages = 0;

/** What becomes of one marketing message, in the end. */
async function outcomeFor({ channel, address }: Way) {
  const content = {
    email: { subject: 'Open day', text: 'Come on Sunday.' },
    sms: { text: 'Come on Sunday.' },
  }[channel];
  const recipients = [{ to: address }];
  const message = { channel, purpose: 'events', content, recipients };
  messages += 1;
  const answer = await world.report('/v1/messages', `message-${messages}`, 202, message);
  const { messageId }: { messageId: string } = JSON.parse(answer);
  return until('the message has come to its end', async () => {
    const [one] = (await world.message(messageId)).recipients;
    const isOpen = !one || one.state === 'queued' || one.state === 'claimed';
    return !isOpen && [one.state, one.reason];
  });
}

async function askAt(link: string, method: string) {
  const response = await fetch(link, { method, redirect: 'error' });
  return { status: response.status, page: await response.text() };
}

const firstLink = (way: Way) =>
  until('the confirmation is there', async () => (await way.links())[0]);

describe.each([
  ['email', byEmail('jane@example.com')],
  ['text', byText('+447700900123')],
])('a signup that must be confirmed, by %s', (_, way) => {
  test(
    'counts once the person presses the button, and not before, whatever looks at the link',
    async () => {
      await signUp(way);
      const link = await firstLink(way);
      expect(await reasonFor(way)).toBe('pending');
      expect(await outcomeFor(way)).toEqual(['refused', 'pending']);
      // OCU-13: scanners and previews.
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
        expect((await askAt(link, method)).status).toBeLessThan(300);
      }
      expect(await reasonFor(way)).toBe('pending');

      expect(await askAt(link, 'POST')).toMatchObject({ status: 200 });
      expect(await reasonFor(way)).toBe('consented');
      expect(await outcomeFor(way)).toEqual(['sent', null]);
      expect((await askAt(link, 'POST')).page).toContain('You have confirmed this already');
    },
    WALK_LIMIT_MS,
  );

  test(
    'A7: whoever has left is not brought back by an old link, but by a new signup and its own',
    async () => {
      const [old = ''] = await way.links();
      await world.report('/v1/consents', `leave-${way.channel}`, 201, {
        ...{ contact: way.fields, withdrawals: [{ channel: way.channel }] },
      });
      expect((await askAt(old, 'POST')).page).toContain('This is not in force');
      expect(await reasonFor(way)).toBe('withdrawn');
      expect(await way.links()).toHaveLength(1);

      await letTimePass();
      await signUp(way);
      const fresh = await until('another is there', async () => {
        const [newest] = await way.links();
        return newest !== old && newest;
      });
      expect(await reasonFor(way)).toBe('pending');
      expect((await askAt(old, 'POST')).page).toContain('This is not in force');
      expect(await reasonFor(way)).toBe('pending');
      await askAt(fresh, 'POST');
      expect(await reasonFor(way)).toBe('consented');
    },
    WALK_LIMIT_MS,
  );

  test(
    'FRM-6: a link that has expired leads to a fresh one, and confirms nothing itself',
    async () => {
      const other = way.channel === 'email' ? byEmail('ann@example.com') : byText('+447700900456');
      await signUp(other);
      const expired = await expiredSince(await firstLink(other));
      expect((await askAt(expired, 'GET')).page).toContain('This link has expired');
      await letTimePass();
      expect((await askAt(expired, 'POST')).status).toBe(202);
      expect(await reasonFor(other)).toBe('pending');
      const [fresh = ''] = await until('a fresh one is there', async () => {
        const links = await other.links();
        return links.length === 2 && links;
      });
      await askAt(fresh, 'POST');
      expect(await reasonFor(other)).toBe('consented');
      expect((await askAt(expired, 'POST')).page).toContain('You have confirmed this already');
    },
    WALK_LIMIT_MS,
  );
});

describe('an operator who holds every scope of the API', () => {
  test.each([
    ['email', byEmail('kim@example.com')],
    ['text', byText('+447700900789')],
  ])(
    'cannot complete a confirmation by %s',
    async (_, way) => {
      const { channel, address, fields: contact } = way;
      await world.report('/v1/consents', `first-no-${address}`, 201, {
        ...{ contact, withdrawals: [{ channel }] },
      });
      await signUp(way);
      const link = await firstLink(way);
      const isClosed = async () => expect(await reasonFor(way)).toBe('pending');
      await isClosed();

      const asked = {
        ...{ channel, purpose: 'events', wordingId: `events-${channel}-2026-11` },
        noticeId: 'contact-2026-11',
      };
      const grants = [{ ...asked, givenAt: new Date(Date.now() - 60_000).toISOString() }];
      await world.report('/v1/consents', `yes-${address}`, 201, { contact, grants });
      await isClosed();
      const rows = [{ contact, grants }];
      const books = { provenance: 'collected_by_us', rows };
      await world.report('/v1/imports', `books-${address}`, 200, books);
      await isClosed();

      const permit = { channel, purpose: 'events', address, messageId: 'm1' };
      await world.report('/v1/permits', `permit-${address}`, 403, permit);
      const item = { channel: 'email', purpose: 'events', address: 'kim@example.com' };
      const made = await world.report('/v1/links', `links-${address}`, 200, { items: [item] });
      const theirs = new URL(JSON.parse(made).items[0].url).pathname.slice('/u/'.length);
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const guesses = [theirs, address, key, `c1.k1.1.zzzzz.${'A'.repeat(38)}`];
      for (const guess of guesses) {
        const url = `${stack.apiUrl}/c/${encodeURIComponent(guess)}`;
        const body = JSON.stringify({ ...contact, confirm: true });
        expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(404);
      }
      await signUp(way);
      await isClosed();

      // The control: the person can, with the link that nobody else was sent.
      await askAt(link, 'POST');
      expect(await reasonFor(way)).toBe('consented');
    },
    WALK_LIMIT_MS,
  );
});

/** As if the last messages to everybody had been sent ten minutes ago. */
async function letTimePass(): Promise<void> {
  const TableName = nameOf({ names }, 'OperationsTable');
  const { Items = [] } = await dynamo.send(
    new ScanCommand({
      ...{ TableName, FilterExpression: 'sk = :kind' },
      ExpressionAttributeValues: { ':kind': 'confirmation' },
    }),
  );
  for (const { pk, sk, spent } of Items) {
    const earlier = spent.map((one: object) => ({ ...one, at: TEN_MINUTES_AGO }));
    await dynamo.send(
      new UpdateCommand({
        ...{ TableName, Key: { pk, sk }, UpdateExpression: 'SET spent = :spent' },
        ExpressionAttributeValues: { ':spent': earlier },
      }),
    );
  }
}

/** The same link, as it was made when it had an hour to live. */
async function expiredSince(link: string): Promise<string> {
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secrets_manager,
    ...{ AWS_REGION: 'eu-west-2', AWS_ACCESS_KEY_ID: 'walk', AWS_SECRET_ACCESS_KEY: 'walk' },
  });
  const ring = await linkKeys({ LINK_KEYS_SECRET_ID: nameOf({ names }, 'LinkKeysSecret') })();
  const [base = '', token = ''] = link.split('/c/');
  const read = readConfirmLink(ring, PRODUCT_ENVIRONMENT, token);
  if (!read) throw new Error('the link is none of ours');
  const expiresAt = new Date(Date.now() - 2 * HOUR_MS);
  return `${base}/c/${mintConfirmLink(ring, PRODUCT_ENVIRONMENT, { ...read, expiresAt })}`;
}
