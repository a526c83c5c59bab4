import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { CheckAnswer } from '../../events/verdict.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { until } from '../infra/local/until.ts';
import { nameOf } from '../product.ts';
import { type LocalProcess, startLocalProcess } from './local-process.ts';
import { outsideWorld } from './person.ts';
import { createKey } from './run-command.ts';

const WALK_LIMIT_MS = 180_000;
const AT_ONCE = 6;
const TEN_MINUTES_AGO = new Date(Date.now() - 600_000).toISOString();

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-preferences-'));
let stack: LocalProcess;
let names: Record<string, string>;
let dynamo: DynamoDBDocumentClient;
let world: ReturnType<typeof outsideWorld>;

beforeAll(async () => {
  stack = await startLocalProcess(folder);
  const file = JSON.parse(readFileSync(path.join(folder, 'stack.json'), 'utf8'));
  names = file.names;
  dynamo = DynamoDBDocumentClient.from(new DynamoDBClient(localClient(file.endpoints.dynamodb)));
  world = outsideWorld({ ...stack, key: await createKey(folder) });
}, WALK_LIMIT_MS);
afterAll(async () => {
  dynamo?.destroy();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
}, WALK_LIMIT_MS);

const Mails = z.array(z.looseObject({ text: z.string() }));
const Texts = z.array(z.looseObject({ body: z.string() }));

/** The links to somebody's preferences that have arrived there, newest first. */
async function linksAt(to: string): Promise<string[]> {
  const at = to.startsWith('+') ? 'handset.json' : 'mailbox.json';
  const answer = await fetch(`${stack.consoleUrl}/${at}?to=${encodeURIComponent(to)}`);
  const arrived: unknown = await answer.json();
  const bodies = to.startsWith('+')
    ? Texts.parse(arrived).map(({ body }) => body)
    : Mails.parse(arrived).map(({ text }) => text);
  return bodies.flatMap((body) => /http\S+\/p\/\S+/.exec(body) ?? []);
}

const post = (url: string, fields: [string, string][]) =>
  fetch(url, { method: 'POST', redirect: 'error', body: new URLSearchParams(fields) });

const ask = async (field: 'email' | 'phone', typed: string) => {
  const answer = await post(`${stack.apiUrl}/p`, [[field, typed]]);
  return { status: answer.status, page: await answer.text() };
};

/** A fresh link, asked for as a person does. */
async function linkFor(field: 'email' | 'phone', to: string): Promise<string> {
  await letTimePass();
  const before = (await linksAt(to)).length;
  expect(await ask(field, to)).toMatchObject({ status: 202 });
  return until('the link has arrived', async () => {
    const links = await linksAt(to);
    return links.length > before && links[0];
  });
}

/** The page at a link, and what its form posts with these ticks. */
async function open(link: string) {
  const page = await (await fetch(link)).text();
  const seen = /name="seen" value="([^"]+)"/.exec(page)?.[1] ?? '';
  return {
    page,
    submit: async (...ticks: [string, string][]) =>
      (await post(link, [...ticks, ['seen', seen]])).text(),
  };
}

type Channel = 'email' | 'sms' | 'phone' | 'post';
let questions = 0;

async function reasonFor(channel: Channel, purpose: string, address: string): Promise<string> {
  const items = [{ channel, purpose, address }];
  questions += 1;
  const answer = await world.report('/v1/checks', `check-${questions}`, 200, { items });
  return CheckAnswer.parse(JSON.parse(answer)).items[0]?.reason ?? 'nothing';
}

const signUp = async (fields: Record<string, unknown>) =>
  world.submit(await world.form('contact', fields));

describe('the preference centre', () => {
  test(
    'A19: sends a link to whom it knows, nothing to anybody else, and answers both alike',
    async () => {
      await signUp({ email: 'jane@example.com', consents: ['email.offers'] });
      const stranger = await ask('email', 'stranger@example.com');
      const jane = await ask('email', 'jane@example.com');
      expect(jane).toEqual(stranger);
      await until('Jane has hers', async () => (await linksAt('jane@example.com'))[0]);
      expect(await linksAt('stranger@example.com')).toEqual([]);
    },
    WALK_LIMIT_MS,
  );

  test(
    'shows what stands, is changed by no look, and what is ticked is in force at the gate',
    async () => {
      const link = await linkFor('email', 'jane@example.com');
      // OCU-13: scanners and previews.
      for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET']) {
        expect((await fetch(link, { method })).status).toBeLessThan(300);
      }
      expect(await reasonFor('email', 'offers', 'jane@example.com')).toBe('consented');
      const { page, submit } = await open(link);
      expect(page).toMatch(/Offers and sales[\s\S]*On: your yes is on record since/);
      const result = await submit(['off', 'email.offers'], ['on', 'email.events']);
      expect(result).toContain('Stopped: “Offers and sales” by email.');
      expect(result).toContain('On from now: “Open days and courses” by email.');
      expect(await reasonFor('email', 'offers', 'jane@example.com')).toBe('withdrawn');
      expect(await reasonFor('email', 'events', 'jane@example.com')).toBe('consented');
      await until('the list has it', async () =>
        (await open(link)).page.includes('others who send for us stop: has it.'),
      );
    },
    WALK_LIMIT_MS,
  );

  test(
    'A14: two tabs, and a stop from elsewhere while they are open: what was stopped stays stopped',
    async () => {
      const link = await linkFor('email', 'jane@example.com');
      const [first, second] = [await open(link), await open(link)];
      await first.submit(['on', 'email.newsletter']);
      expect(await second.submit(['on', 'email.newsletter'])).toContain('Was on already');
      const third = await open(link);
      await world.report('/v1/consents', 'jane-leaves', 201, {
        ...{ contact: { email: 'jane@example.com' }, withdrawals: [{ channel: 'email' }] },
      });
      for (const stale of [second, third]) {
        expect(await stale.submit(['on', 'email.offers'])).toContain('Not switched on');
      }
      expect(await reasonFor('email', 'offers', 'jane@example.com')).toBe('withdrawn');
      const fresh = await open(link);
      await fresh.submit(['on', 'email.offers']);
      expect(await reasonFor('email', 'offers', 'jane@example.com')).toBe('consented');
    },
    WALK_LIMIT_MS,
  );

  test(
    'pressed by impatient fingers writes once, and tells each of them the same or that it was so already',
    async () => {
      const link = await linkFor('email', 'jane@example.com');
      const impatient = async (tick: [string, string], told: RegExp) => {
        const { submit } = await open(link);
        const results = await Promise.all(Array.from({ length: AT_ONCE }, () => submit(tick)));
        for (const result of results) expect(result).toMatch(told);
      };
      // The first round finds the function cold: only then do all of them come at the same time.
      for (let round = 0; round < 5; round++) {
        await impatient(['off', 'email.offers'], /(Stopped|Was stopped already): “Offers/);
        await impatient(['on', 'email.offers'], /(On from now|Was on already): “Offers/);
      }
      expect(await reasonFor('email', 'offers', 'jane@example.com')).toBe('consented');
    },
    WALK_LIMIT_MS,
  );

  test(
    'by text shows texts and calls, and takes each by itself',
    async () => {
      const number = '+447700900246';
      await signUp({ phone: number, consents: ['sms.offers', 'phone.events'] });
      const { page, submit } = await open(await linkFor('phone', number));
      expect(page).toMatch(/By text message[\s\S]*By phone call/);
      await submit(['off', 'sms.offers']);
      expect(await reasonFor('sms', 'offers', number)).toBe('withdrawn');
      expect(await reasonFor('phone', 'events', number)).toBe('screen_stale');
    },
    WALK_LIMIT_MS,
  );

  test(
    'GDP-9: “do not post me” and “stop all marketing” reach what was named together',
    async () => {
      const [email, phone] = ['ann@example.com', '+447700900357'];
      const address = '12 High Street, Larkfield, SW1A 1AA';
      const consents = ['email.offers', 'sms.offers', 'phone.events', 'post.catalogue'];
      await signUp({ email, phone, address, consents });
      const link = await linkFor('email', email);
      const { submit } = await open(link);
      expect(await reasonFor('post', 'offers', address)).toBe('not_objected');
      await submit(['off', 'post.offers']);
      expect(await reasonFor('post', 'offers', address)).toBe('objected');
      expect(await reasonFor('sms', 'offers', phone)).toBe('consented');

      const stopped = await (await post(link, [['stop', 'everything']])).text();
      expect(stopped).toContain('role="status">\n<h1>You are unsubscribed</h1>');
      expect(await reasonFor('email', 'offers', email)).toBe('withdrawn');
      expect(await reasonFor('sms', 'offers', phone)).toBe('withdrawn');
      expect(await reasonFor('phone', 'events', phone)).toBe('withdrawn');
      expect(await reasonFor('post', 'catalogue', address)).not.toBe('not_objected');
      // Nothing is stopped twice, and that is heard.
      await post(link, [['stop', 'everything']]);
    },
    WALK_LIMIT_MS,
  );

  test(
    '3.3.4: “I did not mean to” leaves the person out, and leads back in by a link of its own',
    async () => {
      const email = 'kim@example.com';
      await world.signUp(email);
      await world.send(email, 'for-kim');
      const old = await until('the newsletter is there', () => world.unsubscribeLink(email));
      await world.oneClick(old);
      expect((await post(old, [['send', 'link']])).status).toBe(202);
      expect((await world.check(email)).reason).toBe('withdrawn');
      const link = await until('the link is there', async () => (await linksAt(email))[0]);
      const { submit } = await open(link);
      await submit(['on', 'email.newsletter']);
      expect((await world.check(email)).reason).toBe('consented');
      await world.oneClick(old);
      expect((await world.check(email)).reason).toBe('withdrawn');
    },
    WALK_LIMIT_MS,
  );

  test(
    'a link has a fresh one sent to the same place, by email and by text',
    async () => {
      for (const to of ['jane@example.com', '+447700900246']) {
        const [link = ''] = await linksAt(to);
        const before = (await linksAt(to)).length;
        await letTimePass();
        expect((await post(link, [['send', 'link']])).status).toBe(202);
        await until('another has arrived', async () => (await linksAt(to)).length > before);
      }
    },
    WALK_LIMIT_MS,
  );

  test(
    'a text’s way out can be put right as well',
    async () => {
      const number = '+447700900468';
      await signUp({ phone: number, consents: ['sms.offers'] });
      const message = {
        ...{ channel: 'sms', purpose: 'offers', content: { text: 'Seeds, 20% off.' } },
        recipients: [{ to: number }],
      };
      await world.report('/v1/messages', 'text-out', 202, message);
      const out = await until('the text is there', async () => {
        const at = `${stack.consoleUrl}/handset.json?to=${encodeURIComponent(number)}`;
        const [text] = Texts.parse(await (await fetch(at)).json());
        return /http\S+\/u\/\S+/.exec(text?.body ?? '')?.[0];
      });
      await post(out, []);
      await post(out, [['send', 'link']]);
      await until('the link is there', async () => (await linksAt(number))[0]);
    },
    WALK_LIMIT_MS,
  );
});

/** As if the last links to everybody had been sent ten minutes ago, and had been forgotten about. */
async function letTimePass(): Promise<void> {
  const TableName = nameOf({ names }, 'OperationsTable');
  const { Items = [] } = await dynamo.send(
    new ScanCommand({
      ...{ TableName, FilterExpression: 'sk = :kind' },
      ExpressionAttributeValues: { ':kind': 'preferences' },
    }),
  );
  for (const { pk, sk, spent } of Items) {
    const earlier = spent.slice(-2).map((one: object) => ({ ...one, at: TEN_MINUTES_AGO }));
    await dynamo.send(
      new UpdateCommand({
        ...{ TableName, Key: { pk, sk }, UpdateExpression: 'SET spent = :spent' },
        ExpressionAttributeValues: { ':spent': earlier },
      }),
    );
  }
}
