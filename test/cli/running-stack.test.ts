import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { localClient } from '../../infra/local/aws-local.ts';
import { nameOf, type Product, startProduct, synthesizeProduct } from '../product.ts';
import { consentWith } from './consent-command.ts';

const LIMIT_MS = 180_000;

const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-stack-'));
let product: Product;
let key: string;

beforeAll(async () => {
  const assembly = synthesizeProduct(folder);
  product = await startProduct(folder, assembly, { inMemory: true, withoutConsole: true });
  key = await product.createKey(['check', 'record', 'send']);
}, LIMIT_MS);
afterAll(async () => {
  await product?.stop();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT_MS);

const run = (...words: string[]) => runWith('', ...words);

const runWith = (input: string, ...words: string[]) =>
  consentWith({
    words: [...words, '--local', '--data', folder],
    env: { CONSENT_API_KEY: key },
    input,
  });

const wording = ['--wording', 'newsletter-email-2026-11', '--notice', 'signup-2026-11'];
const newsletter = ['--channel', 'email', '--purpose', 'newsletter'];

const sayYes = (address: string) =>
  run('record', '--address', address, ...newsletter, ...wording, '--json');

/** Asks until it is so: news takes its way. */
async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (let asked = 0; asked < 40; asked++) {
    const answer = await ask();
    if (isSo(answer)) return answer;
  }
  throw new Error('it never came to be');
}

describe('consent on the running stack', () => {
  test(
    'check, record, check, withdraw, check: what they do is what a client does',
    async () => {
      const address = ['--address', 'jane@example.com'];
      const check = () => run('check', ...newsletter, ...address);
      expect(await check()).toMatchObject({ code: 2, out: '1  no  no_consent\n', err: '' });
      const yes = await sayYes('jane@example.com');
      expect(yes).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(yes.out)).toMatchObject({ grants: ['granted'], withdrawals: [] });
      expect(await check()).toMatchObject({ code: 0, out: '1  yes  consented\n' });
      const no = await runWith(
        'jane@example.com\n',
        'record',
        '--withdraw',
        '--address',
        '-',
        '--json',
      );
      expect(JSON.parse(no.out)).toMatchObject({ withdrawals: ['withdrawn'] });
      expect(await check()).toMatchObject({ code: 2, out: '1  no  withdrawn\n' });
      const again = await sayYes('jane@example.com');
      expect(again.code).toBe(2);
      expect(JSON.parse(again.out)).toMatchObject({ grants: ['withdrawal_stands'], eventIds: [] });
    },
    LIMIT_MS,
  );

  test(
    'the same idempotency key records once',
    async () => {
      const words = [
        'record',
        '--withdraw',
        '--address',
        'once@example.com',
        '--idempotency-key',
        'once',
      ];
      const [first, second] = [await run(...words, '--json'), await run(...words, '--json')];
      expect(first).toMatchObject({ code: 0 });
      expect(second?.out).toBe(first?.out);
    },
    LIMIT_MS,
  );

  test(
    'check reads plain lines, CSV and NDJSON from standard input, and answers in their order',
    async () => {
      await sayYes('joe@example.com');
      const lines = [
        'email,name',
        'joe@example.com,Joe',
        '{"address":"ann@example.com"}',
        '"joe@example.com"',
        'joe',
      ];
      const { code, out } = await runWith(
        lines.join('\n'),
        'check',
        ...newsletter,
        '--file',
        '-',
        '--json',
      );
      expect(code).toBe(2);
      const reasons = JSON.parse(out).items.map(({ reason }: { reason: string }) => reason);
      expect(reasons).toEqual(['consented', 'no_consent', 'consented', 'invalid_address']);
    },
    LIMIT_MS,
  );

  test(
    'message send hands over, and status tells who was refused',
    async () => {
      await sayYes('reader@example.com');
      const to = ['--to', 'reader@example.com', '--to', 'stranger@example.com'];
      const content = ['--purpose', 'newsletter', '--subject', 'What to sow', '--text', '-'];
      const sent = await runWith('Sow beans.', 'message', 'send', ...content, ...to, '--json');
      expect(sent).toMatchObject({ code: 0, err: '' });
      const { messageId } = JSON.parse(sent.out);
      const status = await until(
        () => run('message', 'status', messageId, '--json'),
        ({ out }) => JSON.parse(out).totals.queued + JSON.parse(out).totals.claimed === 0,
      );
      expect(status.code).toBe(2);
      expect(JSON.parse(status.out).totals).toMatchObject({ sent: 1, refused: 1 });
      expect(status.out).not.toContain('@');
    },
    LIMIT_MS,
  );

  test(
    'what the service refuses is told in words, with the field: exit code 1',
    async () => {
      const faulty = await run('record', '--address', 'jane', ...newsletter, ...wording);
      expect(faulty).toMatchObject({ code: 1, out: '' });
      expect(faulty.err).toContain('#/contact/email');
      const [noKey, badKey, noPlace, noYes] = await Promise.all([
        consentWith({
          words: [
            'check',
            ...newsletter,
            '--address',
            'a@example.com',
            '--local',
            '--data',
            folder,
          ],
        }),
        run('check', ...newsletter, '--address', 'a@example.com', '--key', 'pc_000000000000_no'),
        consentWith({ words: ['check', ...newsletter, '--address', 'a@example.com'] }),
        run('record', '--address', 'jane@example.com', '--channel', 'email'),
      ]);
      expect([noKey, badKey, noPlace, noYes].map(({ code, out }) => [code, out])).toEqual([
        ...[
          [1, ''],
          [1, ''],
          [1, ''],
          [1, ''],
        ],
      ]);
      expect(noKey.err).toContain('CONSENT_API_KEY');
      expect(badKey.err).toContain('403');
      expect(noPlace.err).toContain('CONSENT_API_URL');
      expect(noYes.err).toContain('--withdraw');
    },
    LIMIT_MS,
  );

  test(
    'doctor finds nothing amiss, then a dead letter, a hold and a broken gate, each with its fix',
    async () => {
      const well = await until(
        () => run('doctor', '--json'),
        ({ code }) => code === 0,
      );
      expect(JSON.parse(well.out)).toMatchObject({ healthy: true, findings: [] });
      await hurt();
      const { code, out } = await run('doctor');
      expect(code).toBe(2);
      expect(out).toMatch(/AMISS queue SuppressionUpdatesDeadLetters: 1 messages failed .*redrive/);
      expect(out).toMatch(/AMISS holds: [\w-]{22} is held \(test\)\. consent verify --contact/);
      expect(out).toMatch(/AMISS contact points: [\w-]{22}: events or gate are broken/);
      expect(out).not.toMatch(/@|pc_/);
    },
    LIMIT_MS,
  );

  async function hurt(): Promise<void> {
    await sayYes('hurt@example.com');
    const sqs = new SQSClient(localClient(product.endpoints.sqs));
    const QueueUrl = product.outputs.DeadLetterQueueUrls?.split(' ').find((url) =>
      url.includes('SuppressionUpdates'),
    );
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    sqs.destroy();
    const { out } = await run('history', '--address', 'hurt@example.com', '--json');
    const { contactId } = JSON.parse(out);
    await product.database.send(
      new UpdateCommand({
        TableName: nameOf(product, 'GateTable'),
        Key: { contactId },
        UpdateExpression: 'SET #count = :nine ADD holds :hold',
        ExpressionAttributeNames: { '#count': 'count' },
        ExpressionAttributeValues: { ':nine': 9, ':hold': new Set(['test']) },
      }),
    );
  }

  test(
    'hold lift lifts one hold of a sound contact point, and of no other',
    async () => {
      await sayYes('held@example.com');
      const held = ['--address', 'held@example.com'];
      const { contactId } = JSON.parse((await run('history', ...held, '--json')).out);
      const hold = (...names: string[]) => addHolds(contactId, names);
      await hold('tampering', 'spool:lost');
      const check = async () => (await run('check', ...newsletter, ...held)).out;
      expect(await check()).toBe('1  no  held\n');
      const lift = (name: string) => run('hold', 'lift', ...held, '--hold', name, '--json');
      const outcome = async (name: string) => {
        const { code, out } = await lift(name);
        return [code, JSON.parse(out).outcome];
      };
      expect(await outcome('tampering')).toEqual([0, 'lifted']);
      expect(await outcome('tampering')).toEqual([2, 'not held']);
      expect(await check()).toBe('1  no  held\n');

      const takeBack = await waitInSpool();
      expect(await outcome('spool:lost')).toEqual([2, 'spooled']);
      await takeBack();
      expect(await outcome('spool:lost')).toEqual([0, 'lifted']);
      expect(await check()).toBe('1  yes  consented\n');

      await hold('tampering');
      await product.database.send(
        new UpdateCommand({
          TableName: nameOf(product, 'GateTable'),
          Key: { contactId },
          UpdateExpression: 'SET #count = :nine',
          ExpressionAttributeNames: { '#count': 'count' },
          ExpressionAttributeValues: { ':nine': 9 },
        }),
      );
      const broken = await run('hold', 'lift', ...held, '--hold', 'tampering');
      expect(broken).toMatchObject({ code: 2, err: '' });
      expect(broken.out).toBe('Not lifted, the chain is BROKEN: event 1 (gate)\n');
      expect(await check()).toBe('1  no  held\n');
    },
    LIMIT_MS,
  );

  const addHolds = (contactId: string, holds: readonly string[]) =>
    product.database.send(
      new UpdateCommand({
        TableName: nameOf(product, 'GateTable'),
        Key: { contactId },
        UpdateExpression: 'ADD holds :holds',
        ExpressionAttributeValues: { ':holds': new Set(holds) },
      }),
    );

  /** A withdrawal that was given up: it lies in the spool's dead letters, until it is taken back. */
  async function waitInSpool(): Promise<() => Promise<void>> {
    const sqs = new SQSClient(localClient(product.endpoints.sqs));
    const [, QueueUrl] = product.outputs.SpoolUrls?.split(' ') ?? [];
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    return async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
      for (const { ReceiptHandle } of Messages) {
        await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
      }
      sqs.destroy();
    };
  }

  test(
    'history, trace, verify --all and rebuild work on it as well',
    async () => {
      await sayYes('last@example.com');
      const { out } = await run(
        'record',
        '--withdraw',
        '--channel',
        'email',
        '--address',
        'last@example.com',
        '--json',
      );
      const [eventId] = JSON.parse(out).eventIds;
      const traced = await until(
        () => run('trace', eventId, '--json'),
        (answer) => JSON.parse(answer.out).suppressions.length > 0,
      );
      expect(JSON.parse(traced.out)).toMatchObject({ event: { source: 'api' }, gate: { rev: 2 } });
      const rebuilt = await run('rebuild', '--dry-run', '--json');
      expect(JSON.parse(rebuilt.out)).toMatchObject({ missing: 0, foreign: [] });
      const verified = await run('verify', '--all', '--json');
      expect(verified.code).toBe(2);
      expect(JSON.parse(verified.out).broken).toHaveLength(2);
    },
    LIMIT_MS,
  );
});
