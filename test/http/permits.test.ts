import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PermitGranted, type PermitRequest } from '../../events/permit.ts';
import { localClient } from '../../infra/local/aws-local.ts';
import { DRAIN_LIMIT_MS } from '../../shared/domain/drain.ts';
import {
  MAX_CLIENT_PERMITS,
  MAX_LIVE_PERMITS,
  OUTSIDE_PERMIT_MS,
} from '../../shared/domain/permit.ts';
import type { Door } from '../../shared/http/door.ts';
import { liftVerifiedHold } from '../../shared/ledger/lift-verified-hold.ts';
import { claimNew, dynamoPermits } from '../../shared/sending/permits.ts';
import { TABLE_NAMES } from '../engine.ts';
import { until } from '../infra/local/until.ts';
import { permitDoor } from './permit-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof permitDoor>>;
beforeAll(async () => {
  world = await startWorld();
  door = await permitDoor(world);
});
afterAll(async () => {
  await door?.stop();
  await world?.stop();
});

const newEmail = () => `jane-${randomUUID()}@example.com`;
let phones = 0;
const newPhone = () => `07700 900${String(phones++).padStart(3, '0')}`;

const asking = (address: string, more: Partial<Record<keyof PermitRequest, unknown>> = {}) => ({
  ...{ channel: 'email', purpose: 'newsletter', address, messageId: randomUUID() },
  ...more,
});

const json = ({ body }: Awaited<ReturnType<Door>>) => JSON.parse(body ?? '');

async function subscriber(): Promise<string> {
  const email = newEmail();
  await door.grant('email', email, 'newsletter');
  return email;
}

async function claimed(address: string, more: Parameters<typeof asking>[1] = {}): Promise<string> {
  const answer = await door.claim(asking(address, more));
  expect(answer).toMatchObject({ statusCode: 201 });
  return PermitGranted.parse(json(answer)).permitId;
}

describe('a permit for post, to an address whose gate was lost', () => {
  test('is refused and held, since an objection may have been lost with it', async () => {
    const address = '14 Mill Lane, LF1 2AB';
    const letter = () => asking(address, { channel: 'post', purpose: 'catalogue' });
    await door.leave('post', address);
    expect(json(await door.claim(letter()))).toMatchObject({ reason: 'objected' });
    const contactId = door.contactIdOf('post', address);
    await world.dynamo.send(
      new DeleteCommand({ TableName: TABLE_NAMES.GATE_TABLE, Key: { contactId } }),
    );
    expect(json(await door.claim(letter()))).toMatchObject({ reason: 'held' });
    const { ledger } = door;
    const isSpoolEmpty = async () => true;
    const lifted = await liftVerifiedHold({ ledger, isSpoolEmpty }, contactId, 'gate_missing');
    expect(lifted).toEqual({ outcome: 'lifted', faults: [] });
    expect(json(await door.claim(letter()))).toMatchObject({ reason: 'objected' });
  });

  test('of whom nothing is on record, is given', async () => {
    const letter = { channel: 'post', purpose: 'catalogue' };
    const answer = await door.claim(asking('9 Elm Road, LF1 3AB', letter));
    expect(json(answer)).toMatchObject({ reason: 'not_objected', rev: 0 });
  });
});

describe('a permit', () => {
  test('is given for one message, for five seconds, and stands in the gate and on record', async () => {
    const email = await subscriber();
    const answer = await door.claim(asking(email, { messageId: 'welcome:1' }));
    expect(answer.statusCode).toBe(201);
    expect(PermitGranted.parse(json(answer))).toMatchObject({
      ...{ validForMs: 5_000, reason: 'consented', rev: 1 },
    });
    const [permit] = await door.permitsOf('email', email);
    expect(await door.sendOf('welcome:1')).toMatchObject({
      ...{ state: 'claimed', scope: 'email.newsletter', permitId: permit },
    });
    expect(JSON.stringify(await door.sendOf('welcome:1'))).not.toContain('jane');
  });

  test('ends well before a withdrawal has waited for it', () => {
    expect(OUTSIDE_PERMIT_MS).toBeLessThanOrEqual(5_000);
    expect(OUTSIDE_PERMIT_MS).toBeLessThan(DRAIN_LIMIT_MS - 5_000);
  });

  test('is given on every channel: by text and phone as by email, by post to anybody unknown', async () => {
    const phone = newPhone();
    await door.grant('sms', phone, 'offers');
    await claimed(phone, { channel: 'sms', purpose: 'offers' });
    await door.grant('phone', phone, 'events');
    await door.screen(phone);
    await claimed(phone, { channel: 'phone', purpose: 'events' });
    const address = `1 High Street ${randomUUID()}\nLarkfield\nLF1 2AB`;
    const answer = await door.claim(asking(address, { channel: 'post', purpose: 'catalogue' }));
    expect(json(answer)).toMatchObject({ reason: 'not_objected', rev: 0 });
    expect(await door.permitsOf('post', address)).toHaveLength(1);
    await door.release(json(answer).permitId, { outcome: 'sent' });
    expect(await door.permitsOf('post', address)).toEqual([]);
    await door.leave('post', address);
    const refused = await door.claim(asking(address, { channel: 'post', purpose: 'catalogue' }));
    expect(json(refused)).toMatchObject({ status: 403, reason: 'objected' });
  });
});

describe('a refusal', () => {
  const held = async () => {
    const email = await subscriber();
    await door.ledger.addHold(door.contactIdOf('email', email), 'tampering');
    return email;
  };
  const left = async () => {
    const email = await subscriber();
    await door.leave('email', email);
    return email;
  };

  test.each([
    ['no_consent', async () => asking(newEmail())],
    ['withdrawn', async () => asking(await left())],
    ['held', async () => asking(await held())],
    ['unknown_purpose', async () => asking(await subscriber(), { purpose: 'lottery' })],
    ['unknown_purpose', async () => asking(newPhone(), { channel: 'sms' })],
    ['invalid_address', async () => asking('jane at example.com')],
    [
      'screen_stale',
      async () => {
        const phone = newPhone();
        await door.grant('phone', phone, 'events');
        return asking(phone, { channel: 'phone', purpose: 'events' });
      },
    ],
  ])('says 403 and why (%s), and stores nothing', async (reason, ask) => {
    const body = await ask();
    const answer = await door.claim(body);
    expect(answer).toMatchObject({ statusCode: 403 });
    expect(json(answer)).toMatchObject({ reason, type: expect.stringContaining('send_refused') });
    expect(await door.sendOf(String(body.messageId))).toBeUndefined();
  });

  test('of a message that was claimed before is a 409, whoever it is for, and its permit stands', async () => {
    const [email, other] = [await subscriber(), await subscriber()];
    const messageId = randomUUID();
    await claimed(email, { messageId });
    for (const address of [email, other]) {
      const answer = await door.claim(asking(address, { messageId }));
      expect(answer.statusCode).toBe(409);
      expect(json(answer).errors).toMatchObject([{ pointer: '#/messageId' }]);
    }
    expect(await door.permitsOf('email', email)).toHaveLength(1);
    expect(await door.permitsOf('email', other)).toEqual([]);
    // Another client's ids are its own.
    expect(await door.claim(asking(email, { messageId }), 'other')).toMatchObject({
      statusCode: 201,
    });
  });

  test('of one among several claims of one message at once: exactly one gets it', async () => {
    const email = await subscriber();
    const body = asking(email);
    const answers = await Promise.all([1, 2, 3, 4].map(() => door.claim(body)));
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409, 409]);
    expect(await door.permitsOf('email', email)).toHaveLength(1);
  });

  test('where too many are on their way is a 503, and says to ask again', async () => {
    const email = await subscriber();
    for (let count = 0; count < MAX_LIVE_PERMITS; count++) {
      const by = `crm-${Math.floor(count / MAX_CLIENT_PERMITS)}`;
      expect(await door.claim(asking(email), by)).toMatchObject({ statusCode: 201 });
    }
    const answer = await door.claim(asking(email), 'one-more');
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '2' } });
    expect(json(answer)).toMatchObject({ reason: 'unavailable' });
  });

  test('where one client leaves its permits unreleased is a 503 for that client alone, until it releases', async () => {
    const email = await subscriber();
    const permits = [];
    for (let count = 0; count < MAX_CLIENT_PERMITS; count++) permits.push(await claimed(email));
    const answer = await door.claim(asking(email));
    expect(answer).toMatchObject({ statusCode: 503 });
    expect(json(answer).detail).toContain('has not released');
    expect(await door.claim(asking(email), 'other')).toMatchObject({ statusCode: 201 });
    await door.release(permits[0] ?? '', { outcome: 'sent' });
    await claimed(email);
  });

  test.each([
    ['another channel', { channel: 'fax' }, '#/channel'],
    ['an empty address', { address: '' }, '#/address'],
    ['a message id with a line break', { messageId: 'a\nb' }, '#/messageId'],
    ['a message id that is too long', { messageId: 'x'.repeat(129) }, '#/messageId'],
    ['a message id that is an email address', { messageId: 'jane@example.com' }, '#/messageId'],
    ['a message id with a phone number', { messageId: 'may:07700900123' }, '#/messageId'],
    ['an unknown field', { force: true }, '#/force'],
  ])('of %s points at it', async (_, more, pointer) => {
    const answer = await door.claim({ ...asking(newEmail()), ...more });
    expect(answer.statusCode).toBe(422);
    expect(json(answer).errors).toMatchObject([{ pointer }]);
  });

  test('without the scope is a 403 of another kind', async () => {
    const answer = await door.claim(asking(newEmail()), 'crm', 'check send');
    expect(json(answer)).toMatchObject({
      status: 403,
      type: expect.stringContaining('scope_missing'),
    });
  });

  test('for as long as a withdrawal waits in the spool is a 503, whoever it is for', async () => {
    const email = await subscriber();
    const client = new SQSClient(localClient(door.queues.endpoint));
    const QueueUrl = door.queues.urlOf('withdrawal-spool');
    await client.send(new SendMessageCommand({ QueueUrl, MessageBody: '{}' }));
    expect(await door.claim(asking(email))).toMatchObject({ statusCode: 503 });
    expect(await door.permitsOf('email', email)).toEqual([]);
    await door.queues.drain('withdrawal-spool');
    await claimed(email);
    client.destroy();
  });
});

describe('a release', () => {
  test('of a claim that never arrived, at a contact point without a gate, is done with', async () => {
    const permits = dynamoPermits(world.dynamo, TABLE_NAMES, claimNew);
    const contactId = door.contactIdOf('post', '3 Ash Lane, LF1 4AB');
    await expect(permits.release(contactId, 'outside.crm.never')).resolves.toBeUndefined();
    expect(await door.ledger.readGate(contactId)).toBeUndefined();
  });

  test.each([
    ['sent', 'sent', 409],
    ['not_sent', 'reopened', 201],
    [undefined, 'unknown', 409],
  ])(
    'told %p leaves the message %s, and a new claim of it gets %i',
    async (outcome, state, next) => {
      const email = await subscriber();
      const messageId = randomUUID();
      const permitId = await claimed(email, { messageId });
      const query = outcome === undefined ? undefined : { outcome };
      for (let times = 0; times < 2; times++) {
        expect(await door.release(permitId, query)).toEqual({ statusCode: 204, headers: {} });
      }
      expect(await door.permitsOf('email', email)).toEqual([]);
      expect(await door.sendOf(messageId)).toMatchObject({ state });
      expect(await door.claim(asking(email, { messageId }))).toMatchObject({ statusCode: next });
    },
  );

  test('of an older permit touches nothing of the message’s new one', async () => {
    const email = await subscriber();
    const messageId = randomUUID();
    const older = await claimed(email, { messageId });
    await door.release(older, { outcome: 'not_sent' });
    await claimed(email, { messageId });
    await door.release(older, { outcome: 'sent' });
    expect(await door.permitsOf('email', email)).toHaveLength(1);
    expect(await door.sendOf(messageId)).toMatchObject({ state: 'claimed' });
  });

  test('a message given back cannot be claimed for somebody else', async () => {
    const [email, other] = [await subscriber(), await subscriber()];
    const messageId = randomUUID();
    await door.release(await claimed(email, { messageId }), { outcome: 'not_sent' });
    expect(await door.claim(asking(other, { messageId }))).toMatchObject({ statusCode: 409 });
  });

  test('of another client’s permit, or of one that was made up or changed, is a 404', async () => {
    const email = await subscriber();
    const permitId = await claimed(email);
    const changed = permitId.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await door.release(permitId, {}, 'other')).toMatchObject({ statusCode: 404 });
    for (const id of [changed, randomUUID(), '', `${permitId}.x`]) {
      expect(await door.release(id)).toMatchObject({ statusCode: 404 });
    }
    expect(await door.permitsOf('email', email)).toHaveLength(1);
  });

  test('told something else is a 422', async () => {
    const permitId = await claimed(await subscriber());
    expect(await door.release(permitId, { outcome: 'maybe' })).toMatchObject({ statusCode: 422 });
  });
});

describe('a withdrawal between claim and call', () => {
  test('is answered as soon as the permit is released', async () => {
    const email = await subscriber();
    const permitId = await claimed(email);
    const order: string[] = [];
    const left = door.leave('email', email).then(() => order.push('acknowledged'));
    await until('the withdrawal is on record', async () => {
      const gate = await door.ledger.readGate(door.contactIdOf('email', email));
      return gate?.rev === 2;
    });
    await sleep(400);
    order.push('released');
    const releasedAt = performance.now();
    await door.release(permitId, { outcome: 'sent' });
    await left;
    expect(order).toEqual(['released', 'acknowledged']);
    expect(performance.now() - releasedAt).toBeLessThan(3_000);
  });

  test('is not acknowledged before the end of a permit that nobody releases', async () => {
    const email = await subscriber();
    const claimedAt = performance.now();
    await claimed(email);
    await door.leave('email', email);
    expect(performance.now() - claimedAt).toBeGreaterThan(OUTSIDE_PERMIT_MS);
    expect(await door.permitsOf('email', email)).toEqual([]);
    expect(json(await door.claim(asking(email)))).toMatchObject({ reason: 'withdrawn' });
  }, 30_000);
});
