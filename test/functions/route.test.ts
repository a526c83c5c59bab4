import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { Change, Source } from '../../events/ledger-event.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { updateOf } from '../../shared/domain/routing.ts';
import { eventItem, submissionItem } from '../../shared/ledger/ledger-item.ts';
import { granted, headerOf, requested, withdrawn } from '../histories.ts';
import { type QueueWorld, startQueues } from '../http/queue-world.ts';
import { pointEnvironmentAt } from '../http/world.ts';
import { eventsOf, newContact } from './gates.ts';
import { failuresOf } from './queue-event.ts';

const LIST = 'suppression-updates';
const EMAIL = 'email-updates';
const SMS = 'sms-updates';
const SERVICE_EMAIL = 'service-emails';
const SERVICE_TEXT = 'service-texts';

let queues: QueueWorld;
let handler: typeof import('../../functions/stream/route.ts').handler;

beforeAll(async () => {
  queues = await startQueues(LIST, EMAIL, SMS, SERVICE_EMAIL, SERVICE_TEXT);
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    SUPPRESSION_QUEUE_URL: queues.urlOf(LIST),
    EMAIL_UPDATE_QUEUE_URL: queues.urlOf(EMAIL),
    SMS_UPDATE_QUEUE_URL: queues.urlOf(SMS),
    SERVICE_EMAIL_QUEUE_URL: queues.urlOf(SERVICE_EMAIL),
    SERVICE_TEXT_QUEUE_URL: queues.urlOf(SERVICE_TEXT),
  });
  ({ handler } = await import('../../functions/stream/route.ts'));
});
afterAll(() => queues?.stop());
beforeEach(async () => {
  await taken();
  await asked();
});

const recordOf = (item: Record<string, unknown>): DynamoDBRecord => {
  const NewImage = marshall(item) as NonNullable<DynamoDBRecord['dynamodb']>['NewImage'];
  const dynamodb = { NewImage, SequenceNumber: String(item.sk) };
  return { eventName: 'INSERT', dynamodb } as DynamoDBRecord;
};

const route = (...records: DynamoDBRecord[]) =>
  handler({ Records: records } as DynamoDBStreamEvent);

const asked = async () => ({
  email: await queues.drain(SERVICE_EMAIL),
  sms: await queues.drain(SERVICE_TEXT),
});

const taken = async () => ({
  list: await queues.drain(LIST),
  email: await queues.drain(EMAIL),
  sms: await queues.drain(SMS),
});

const eventWith = (changes: Change[], source: Source = 'form') =>
  sealHeader({ ...headerOf(1, changes), contactId: newContact(), source });

describe('the ledger’s news', () => {
  test('of a withdrawal goes to the list and to the email sender: ids, and nothing else', async () => {
    const [event] = eventsOf(newContact(), [withdrawn(1)]);
    if (!event) throw new Error('no event');
    expect(failuresOf(await route(recordOf(eventItem(event))))).toEqual([]);
    expect(await taken()).toEqual({ list: [updateOf(event)], email: [updateOf(event)], sms: [] });
  });

  test.each([
    ['a grant', granted(0), 0, 0],
    ['a request', requested(0), 0, 0],
    ['a withdrawal of all email', withdrawn(1, 'email.*'), 1, 0],
    ['a withdrawal of everything', withdrawn(1, '*'), 1, 1],
    ['a withdrawal of all texts', withdrawn(1, 'sms.*'), 0, 1],
    ['a withdrawal of some texts', withdrawn(1, 'sms.offers'), 0, 1],
    ['an objection to post', withdrawn(1, 'post.offers'), 0, 0],
  ])('of %s goes to whom it concerns', async (_, change, toEmail, toSms) => {
    await route(...eventsOf(newContact(), [change]).map((event) => recordOf(eventItem(event))));
    const { list, email, sms } = await taken();
    expect([list.length, email.length, sms.length]).toEqual([1, toEmail, toSms]);
  });

  test('that somebody asks for something to be confirmed goes to whoever writes to them: ids, and nothing else', async () => {
    const event = eventWith([requested(0, 'email.events')]);
    await route(recordOf(eventItem(event)));
    const { contactId, recordedAt, seq } = event;
    expect(await asked()).toEqual({
      email: [{ version: 1, kind: 'confirmation', contactId, seq, askedAt: recordedAt }],
      sms: [],
    });
  });

  test.each([
    ['a request by text', [requested(0, 'sms.events')], 0, 1],
    [
      'two requests at once: one message',
      [requested(0, 'email.events'), requested(0, 'email.offers')],
      1,
      0,
    ],
    ['a request for calls, which staff ask about', [requested(0, 'phone.events')], 0, 0],
    ['a grant', [granted(0)], 0, 0],
    ['A14: a withdrawal', [withdrawn(1), withdrawn(2, '*')], 0, 0],
  ])('of %s is confirmed where it can be', async (_, changes, byEmail, byText) => {
    await route(recordOf(eventItem(eventWith(changes))));
    const { email, sms } = await asked();
    expect([email.length, sms.length]).toEqual([byEmail, byText]);
  });

  test('ICO-4: of an import mails nobody, whatever it asks', async () => {
    await route(recordOf(eventItem(eventWith([requested(0)], 'import'))));
    expect(await asked()).toEqual({ email: [], sms: [] });
  });

  test('says nothing of a submission’s record', async () => {
    const receipt = { recordedAt: '2026-11-23T10:00:00.000Z', parts: [] };
    const item = submissionItem({ id: 'abc', bodyHash: 'h', receipt });
    expect(failuresOf(await route(recordOf(item)))).toEqual([]);
    expect(await taken()).toEqual({ list: [], email: [], sms: [] });
  });

  test('of a submission that asked for what waits already has its confirmation sent once more', async () => {
    const [contactId, recordedAt] = [newContact(), '2026-11-23T10:00:00.000Z'];
    const again = [
      { contactId, seq: 3, channel: 'email' as const },
      { contactId, seq: 4, channel: 'sms' as const },
    ];
    const receipt = { recordedAt, parts: [] };
    const item = submissionItem({ id: 'abc', bodyHash: 'h', receipt, again });
    expect(failuresOf(await route(recordOf(item)))).toEqual([]);
    const message = { version: 1, kind: 'confirmation', contactId, askedAt: recordedAt };
    expect(await asked()).toEqual({
      email: [{ ...message, seq: 3 }],
      sms: [{ ...message, seq: 4 }],
    });
    expect(await taken()).toEqual({ list: [], email: [], sms: [] });
  });

  test('stops at the first record that it cannot read, and takes up again from there', async () => {
    const events = eventsOf(newContact(), [granted(0), withdrawn(1), granted(1)]);
    const items = events.map(eventItem);
    const records = [items[0], { ...items[1], version: 2 }, items[2]].map((item) =>
      recordOf(item ?? {}),
    );
    expect(failuresOf(await route(...records))).toEqual([items[1]?.sk]);
    expect((await taken()).list).toHaveLength(1);
    await route(...items.slice(1).map((item) => recordOf(item)));
    expect((await taken()).list).toHaveLength(2);
  });

  test('that cannot be delivered is not lost: its record fails', async () => {
    const [event] = eventsOf(newContact(), [granted(0)]);
    if (!event) throw new Error('no event');
    await queues.stop();
    expect(failuresOf(await route(recordOf(eventItem(event))))).toEqual([eventItem(event).sk]);
  });
});
