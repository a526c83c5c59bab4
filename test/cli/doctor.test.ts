import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LOCAL_REGION, localClient } from '../../infra/local/aws-local.ts';
import { TABLE_NAMES } from '../engine.ts';
import { consentDoor, newsletter } from '../http/consent-door.ts';
import { type QueueWorld, startQueues } from '../http/queue-world.ts';
import { startWorld, type World } from '../http/world.ts';
import { consentWith } from './consent-command.ts';

const NOWHERE = 'http://127.0.0.1:9';

let world: World;

beforeAll(async () => {
  world = await startWorld();
  const door = await consentDoor(world);
  await door.recorded('first', { contact: { email: 'jane@example.com' }, grants: [newsletter] });
});
afterAll(() => world?.stop());

/** A deployment, as its operator's environment names it. */
const deployed = () => ({
  ...TABLE_NAMES,
  PEPPER_SECRET_ID: 'pepper',
  LINK_KEYS_SECRET_ID: 'link-keys',
  QUEUE_URLS: `${NOWHERE}/000000000000/EmailSends`,
  DEAD_LETTER_QUEUE_URLS: `${NOWHERE}/000000000000/EmailSendsDeadLetters`,
  SPOOL_URLS: `${NOWHERE}/000000000000/WithdrawalSpool`,
  CONSENT_API_URL: NOWHERE,
  AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
  AWS_ENDPOINT_URL_SECRETS_MANAGER: world.secretsEndpoint,
  AWS_ENDPOINT_URL_SQS: NOWHERE,
  AWS_REGION: LOCAL_REGION,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

async function doctor(over: Record<string, string> = {}) {
  const { code, out } = await consentWith({
    words: ['doctor', '--json'],
    env: { ...deployed(), ...over },
  });
  const { findings } = JSON.parse(out);
  return {
    code,
    out,
    of: (subject: string) => findings.filter((f: Finding) => f.subject === subject),
  };
}

type Finding = { subject: string; what: string; fix: string };

describe('consent doctor', () => {
  test('names every variable that is missing, and looks no further', async () => {
    const { code, of } = await doctor({ PEPPER_SECRET_ID: '', QUEUE_URLS: '' });
    expect(code).toBe(2);
    expect(of('configuration')).toMatchObject([
      { what: 'PEPPER_SECRET_ID is not set' },
      { what: 'QUEUE_URLS is not set' },
    ]);
  });

  test('finds a table of another shape, one without a stream, and none at all', async () => {
    const { code, of } = await doctor({ GATE_TABLE: 'Operations', KEYS_TABLE: 'Nowhere' });
    expect(code).toBe(2);
    expect(of('table GATE_TABLE')).toContainEqual(
      expect.objectContaining({ what: 'its keys are pk, sk, not contactId' }),
    );
    expect(of('table KEYS_TABLE')).toMatchObject([
      { what: expect.stringContaining('ResourceNotFoundException') },
    ]);
    expect(of('table LEDGER_TABLE')).toContainEqual(
      expect.objectContaining({ what: expect.stringContaining('stream') }),
    );
  });

  test('KEY-3: tells the ledger’s own pepper from another, and shows neither', async () => {
    const [own, other] = [await doctor(), await doctor({ PEPPER_SECRET_ID: 'other-pepper' })];
    expect(own.of('pepper')).toEqual([]);
    expect(other.of('pepper')).toMatchObject([
      { what: expect.stringContaining('not the one that this ledger was begun with') },
    ]);
    expect(own.out + other.out).not.toMatch(/pepper-of|another-pepper|link-key-of|jane/);
  });

  test('what it cannot look at is a finding as well', async () => {
    const { of } = await doctor({ LINK_KEYS_SECRET_ID: 'nowhere' });
    for (const subject of ['link keys', 'queue EmailSends', 'api']) {
      expect(of(subject)).toMatchObject([{ what: expect.stringContaining('cannot be looked at') }]);
    }
  });

  test('names what holds a contact point; a hold of the spool goes by the spool first', async () => {
    const door = await consentDoor(world);
    const contactId = door.contactOf('email.newsletter', 'jane@example.com');
    const hold = (expression: string, ...holds: string[]) =>
      world.dynamo.send(
        new UpdateCommand({
          ...{ TableName: TABLE_NAMES.GATE_TABLE, Key: { contactId } },
          UpdateExpression: `${expression} holds :holds`,
          ExpressionAttributeValues: { ':holds': new Set(holds) },
        }),
      );
    const fixOf = async () => (await doctor()).of('holds').map(({ fix }: Finding) => fix);
    const lift = `consent verify --contact ${contactId}, then consent hold lift`;
    await hold('ADD', 'tampering');
    expect(await fixOf()).toEqual([lift]);
    await hold('ADD', 'spool:a:b');
    expect(await fixOf()).toEqual([
      expect.stringMatching(/^Let the withdrawal spool be applied first.* consent hold lift$/),
    ]);
    await hold('DELETE', 'tampering', 'spool:a:b');
    expect(await fixOf()).toEqual([]);
  });

  test('finds a list that is not what the events say', async () => {
    const door = await consentDoor(world);
    const contact = { email: 'left@example.com' };
    await door.recorded('yes', { contact, grants: [newsletter] });
    await door.recorded('no', { contact, withdrawals: [{ channel: 'email' }] });
    const { of } = await doctor();
    const contactId = door.contactOf('email.newsletter', contact.email);
    expect(of('contact points')).toEqual([
      expect.objectContaining({
        what: `${contactId}: the suppression list is not what the events say`,
        fix: expect.stringContaining('consent rebuild'),
      }),
    ]);
  });
});

describe('of its queues', () => {
  const NAMES = ['EmailSends', 'WithdrawalSpool'] as const;
  const dead = (name: string) => `${name}DeadLetters`;
  let queues: QueueWorld;
  let sqs: SQSClient;

  beforeAll(async () => {
    queues = await startQueues(...NAMES, ...NAMES.map(dead));
    sqs = new SQSClient(localClient(queues.endpoint));
  });
  afterAll(async () => {
    sqs?.destroy();
    await queues?.stop();
  });

  const look = () => {
    const spool = [queues.urlOf('WithdrawalSpool'), queues.urlOf(dead('WithdrawalSpool'))];
    return doctor({
      QUEUE_URLS: NAMES.map(queues.urlOf).join(' '),
      DEAD_LETTER_QUEUE_URLS: NAMES.map(dead).map(queues.urlOf).join(' '),
      SPOOL_URLS: spool.join(' '),
      AWS_ENDPOINT_URL_SQS: queues.endpoint,
    });
  };
  const put = (name: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: queues.urlOf(name), MessageBody: '{}' }));

  test('finds what was given up, and nothing where messages wait for their turn', async () => {
    await put('EmailSends');
    await put(dead('EmailSends'));
    const { of } = await look();
    expect(of('queue EmailSends')).toEqual([]);
    expect(of('queue EmailSendsDeadLetters')).toMatchObject([
      { what: '1 messages failed again and again', fix: expect.stringContaining('redrive') },
    ]);
    expect(of('queue WithdrawalSpool')).toEqual([]);
  });

  test('finds, before all else, withdrawals that wait: everybody is silent until they are applied', async () => {
    await put('WithdrawalSpool');
    await put('WithdrawalSpool');
    await put(dead('WithdrawalSpool'));
    const { code, out, of } = await look();
    expect(code).toBe(2);
    const [gravest] = JSON.parse(out).findings;
    expect(of('queue WithdrawalSpool')).toEqual([gravest]);
    expect(gravest).toMatchObject({
      what: expect.stringMatching(/^2 withdrawals wait .*every claim waits/),
      fix: expect.stringMatching(/a minute longer.*log of ApplySpooledWithdrawals/),
    });
    expect(of('queue WithdrawalSpoolDeadLetters')).toMatchObject([
      { what: expect.stringMatching(/^1 withdrawals .*not in force/) },
    ]);
  });
});
