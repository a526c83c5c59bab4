import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { ServiceMessage } from '../../events/service-message.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { type Clock, systemClock } from '../../shared/clock.ts';
import { MOST_ASKED } from '../../shared/domain/asked-before.ts';
import { loadEnv, SendServiceEmailEnv } from '../../shared/env.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { dynamoBudgets } from '../../shared/service-messages/budgets.ts';
import { sendServiceMessage } from '../../shared/service-messages/send-service-message.ts';
import { TABLE_NAMES } from '../engine.ts';
import { formDoor } from './form-door.ts';
import { type QueueWorld, startQueues } from './queue-world.ts';
import { pointEnvironmentAt, startWorld, type World } from './world.ts';

/** `POSTS=9000` plays the attack of 2016 in full; it takes a quarter of an hour. */
const POSTS = Number(process.env.POSTS ?? 24);
const LIMIT_MS = 60_000 + POSTS * 1_000;
const MINUTE_MS = 60_000;
const LETTERS = 3;

const { sleep } = systemClock;
let world: World;
let queues: QueueWorld;
let door: Awaited<ReturnType<typeof formDoor>>;
let route: typeof import('../../functions/stream/route.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  queues = await startQueues('service-emails', 'service-texts', 'news');
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_DYNAMODB: world.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: world.secretsEndpoint,
    AWS_ENDPOINT_URL_KMS: world.kms.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    SERVICE_EMAIL_QUEUE_URL: queues.urlOf('service-emails'),
    SERVICE_TEXT_QUEUE_URL: queues.urlOf('service-texts'),
    SUPPRESSION_QUEUE_URL: queues.urlOf('news'),
    EMAIL_UPDATE_QUEUE_URL: queues.urlOf('news'),
    SMS_UPDATE_QUEUE_URL: queues.urlOf('news'),
    SES_CONFIGURATION_SET: 'marketing',
  });
  door = await formDoor(world);
  ({ handler: route } = await import('../../functions/stream/route.ts'));
  // That answers take whole steps is shown elsewhere, and would take hours here.
  systemClock.sleep = async () => {};
});
afterAll(async () => {
  systemClock.sleep = sleep;
  await queues?.stop();
  await world?.stop();
});

const CHOICES = ['email.events', 'email.offers'];

/** Posts a form with a fresh token, in one language or the other. */
async function post(email: string, consents: string[], locale = 'en-GB') {
  const { body = '' } = await door.get('contact', { locale });
  const { formToken } = JSON.parse(body);
  const fields = { email, age: '13-or-over', consents, formToken };
  return door.postJson(fields, { formId: 'contact' });
}

/** All that the ledger’s stream would bring, given to the function that reads it; what it asks to be sent. */
async function confirmationsAsked(): Promise<ServiceMessage[]> {
  const records = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page: { Items?: Record<string, unknown>[]; LastEvaluatedKey?: Record<string, unknown> } =
      await world.dynamo.send(
        new ScanCommand({
          TableName: TABLE_NAMES.LEDGER_TABLE,
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
    for (const item of page.Items ?? []) {
      const dynamodb = { NewImage: marshall(item), SequenceNumber: String(item.sk) };
      records.push({ eventName: 'INSERT', dynamodb });
    }
    from = page.LastEvaluatedKey;
  } while (from);
  await route({ Records: records } as unknown as DynamoDBStreamEvent);
  const asked = (await queues.drain('service-emails')).map((body) => ServiceMessage.parse(body));
  return asked.toSorted((a, b) => (a.askedAt < b.askedAt ? -1 : 1));
}

/** To whom the sender writes for these, one a minute. */
async function lettersFor(messages: ServiceMessage[]): Promise<string[]> {
  const env = loadEnv(SendServiceEmailEnv);
  const keys = keysTable(world.dynamo, env);
  const startMs = Date.now();
  const letters: string[] = [];
  for (const [index, message] of messages.entries()) {
    const clock: Clock = { ...systemClock, now: () => new Date(startMs + index * MINUTE_MS) };
    await sendServiceMessage(
      {
        ...{ catalogue, channel: 'email', clock, keys, measure: () => {} },
        ledger: dynamoLedger(world.dynamo, TABLE_NAMES, keys),
        budgets: dynamoBudgets(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE),
        ...{ allowedRecipients: ['*'], mostPerHour: 1_000_000, takeTurn: async () => true },
        isReached: () => true,
        prepare: async (letter) => async () => {
          letters.push(letter.to);
          return 'accepted';
        },
      },
      // However late it comes in this test's own time.
      { ...message, askedAt: clock.now().toISOString() },
    );
  }
  return letters;
}

describe('A16: a flood through the door of a form', () => {
  test(
    `nine addresses × ${POSTS} posts, in whatever words: three messages each, and a record that does not grow`,
    async () => {
      const victims = Array.from({ length: 9 }, (_, index) => `victim${index}@example.com`);
      const answers = new Set<string>();
      for (let round = 0; round < POSTS; round++) {
        const chosen = CHOICES.filter((_, index) => (round + 1) & (1 << index));
        const consents = chosen.length > 0 ? chosen : CHOICES;
        const locale = round % 3 === 0 ? 'cy-GB' : 'en-GB';
        for (const answer of await Promise.all(victims.map((v) => post(v, consents, locale)))) {
          answers.add(JSON.stringify(answer));
        }
      }
      expect([...answers]).toEqual([expect.stringContaining('"statusCode":200')]);
      for (const victim of victims) {
        const events = await door.eventsOf(victim);
        expect(events.length).toBeLessThanOrEqual(MOST_ASKED * CHOICES.length);
      }
      const letters = await lettersFor(await confirmationsAsked());
      for (const victim of victims) {
        expect(letters.filter((to) => to === victim)).toHaveLength(LETTERS);
      }
    },
    LIMIT_MS,
  );

  test('who has lost the message fills in the form again, and gets the same once more', async () => {
    await post('jane@example.com', ['email.events']);
    await post('jane@example.com', ['email.events']);
    const [event, ...more] = await door.eventsOf('jane@example.com');
    expect(more).toEqual([]);
    const contactId = door.contactOf('jane@example.com');
    const asked = (await confirmationsAsked()).filter((one) => one.contactId === contactId);
    expect(asked).toHaveLength(2);
    expect(new Set(asked.map(({ askedAt }) => askedAt)).size).toBe(2);
    for (const one of asked) expect(one).toMatchObject({ kind: 'confirmation', seq: event?.seq });
  });

  test('after a stop the same form is a new request, which has seen the stop', async () => {
    await post('back@example.com', ['email.events']);
    await door.leave('back@example.com');
    await post('back@example.com', ['email.events']);
    await post('back@example.com', ['email.events']);
    expect(await door.changesOf('back@example.com')).toMatchObject([
      { type: 'ConsentRequested', basis: 0 },
      { type: 'ConsentWithdrawn' },
      { type: 'ConsentRequested', basis: 1 },
    ]);
  });

  test('sent by two fingers at once is recorded once', async () => {
    await Promise.all([post('two@example.com', CHOICES), post('two@example.com', CHOICES)]);
    expect(await door.eventsOf('two@example.com')).toHaveLength(1);
  });

  test('a used token is refused with other content, whether or not it has added anything', async () => {
    for (const email of ['fresh@example.com', 'asked@example.com']) {
      if (email.startsWith('asked')) await post(email, ['email.events']);
      const { body = '' } = await door.get('contact');
      const { formToken } = JSON.parse(body);
      const fields = { email, age: '13-or-over', formToken };
      const first = await door.postJson(
        { ...fields, consents: ['email.events'] },
        { formId: 'contact' },
      );
      const second = await door.postJson(
        { ...fields, consents: ['email.offers'] },
        { formId: 'contact' },
      );
      expect([first.statusCode, second.statusCode]).toEqual([200, 422]);
    }
  });
});
