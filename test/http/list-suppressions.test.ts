import {
  DeleteCommand,
  DynamoDBDocumentClient,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { SuppressionPage } from '../../events/suppression.ts';
import { TABLE_NAMES } from '../engine.ts';
import { queueEvent } from '../functions/queue-event.ts';
import { stdoutDuring } from '../functions/stdout-during.ts';
import { consentDoor } from './consent-door.ts';
import { formDoor } from './form-door.ts';
import { suppressionsDoor } from './suppressions-door.ts';
import { unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

const PLAIN = 'suppressions';
const WITH_ADDRESSES = 'suppressions addresses';

let world: World;
let form: Awaited<ReturnType<typeof formDoor>>;
let consents: Awaited<ReturnType<typeof consentDoor>>;
let unsubscribe: Awaited<ReturnType<typeof unsubscribeDoor>>;
let project: typeof import('../../functions/queue/project-suppressions.ts').handler;
let door: Awaited<ReturnType<typeof suppressionsDoor>>;

beforeAll(async () => {
  world = await startWorld();
  form = await formDoor(world);
  consents = await consentDoor(world);
  unsubscribe = await unsubscribeDoor(world);
  ({ handler: project } = await import('../../functions/queue/project-suppressions.ts'));
  door = await suppressionsDoor();
});
afterAll(() => world?.stop());
afterEach(() => {
  jest.restoreAllMocks();
});

/** As the reader of the queue puts it there. */
async function toList(contactId: string): Promise<string> {
  const eventId = '019ab4de-5f00-7000-8000-000000000001';
  await project(queueEvent({ version: 1, eventId, contactId, seq: 1 }));
  return contactId;
}

/** Who signs up by a form, leaves by a link, and is on the list. */
async function leaver(email: string): Promise<string> {
  await form.postJson(await form.submission(email));
  const contactId = form.contactOf(email.trim().toLowerCase());
  await unsubscribe.call('POST', unsubscribe.tokenOf(contactId));
  return toList(contactId);
}

/** What a client that may read addresses is told of one contact point, an entry for each cover. */
async function addressesOf(contactId: string): Promise<unknown[]> {
  const { matchId } = (await form.ledger.readGate(contactId)) ?? {};
  const { entries } = await door.listed(WITH_ADDRESSES);
  return entries.filter((entry) => entry.matchId === matchId).map(({ address }) => address);
}

const destroyKeyOf = (contactId: string) =>
  world.dynamo.send(new DeleteCommand({ TableName: TABLE_NAMES.KEYS_TABLE, Key: { contactId } }));

/** The tables that the door read, and how often it asked KMS, while `act` ran. */
async function readDuring(act: () => Promise<unknown>) {
  const asked = world.kms.calls.length;
  const send = jest.spyOn(DynamoDBDocumentClient.prototype, 'send');
  await act();
  const tables = send.mock.calls.map(
    ([command]) => (command as { input: { TableName?: string } }).input.TableName,
  );
  send.mockRestore();
  return { tables: [...new Set(tables)].toSorted(), decrypts: world.kms.calls.slice(asked) };
}

// First, while this door has no key in its memory.
describe('while KMS is down', () => {
  beforeAll(async () => {
    await leaver('down@example.com');
    world.kms.refusal = 'KMSInternalException';
  });
  afterAll(() => {
    world.kms.refusal = undefined;
  });

  test('a client that may read addresses is told to come back, instead of a list with gaps', async () => {
    const answer = await door.ask(WITH_ADDRESSES);
    expect(answer.statusCode).toBe(503);
    expect(answer.headers?.['retry-after']).toBe('2');
    const problem = JSON.parse(answer.body ?? '');
    expect(problem.type).toBe('urn:problem-type:prior-consent:unavailable');
    expect(problem.detail).toMatch(/addresses .* Ask for this page again/);
  });

  test('any other client gets its list', async () => {
    expect((await door.ask(PLAIN)).statusCode).toBe(200);
  });
});

describe('a client without the scope', () => {
  test('gets no address, not even an empty one, and neither ledger, keys nor KMS are asked', async () => {
    await leaver('plain@example.com');
    let page: SuppressionPage | undefined;
    const read = await readDuring(async () => {
      page = await door.pageOf(PLAIN);
    });
    expect(page?.entries.length).toBeGreaterThan(0);
    expect(page?.entries.some((entry) => Object.hasOwn(entry, 'address'))).toBe(false);
    expect(read).toEqual({ tables: [TABLE_NAMES.SUPPRESSION_TABLE], decrypts: [] });
  });

  test('would be seen here to ask them, as one with the scope is', async () => {
    const { tables, decrypts } = await readDuring(() => door.pageOf(WITH_ADDRESSES));
    const { KEYS_TABLE, LEDGER_TABLE, SUPPRESSION_TABLE } = TABLE_NAMES;
    expect(tables).toEqual([KEYS_TABLE, LEDGER_TABLE, SUPPRESSION_TABLE].toSorted());
    // Once for all the page, and never again in the life of this environment.
    expect(decrypts).toEqual(['Decrypt']);
  });

  test('the scope alone opens nothing', async () => {
    expect((await door.ask('addresses')).statusCode).toBe(403);
  });
});

describe('a client with the scope gets beside each entry', () => {
  test('the address in its one spelling, whatever was typed, out of the signup before the withdrawal', async () => {
    expect(await addressesOf(await leaver(' Ann@Example.COM'))).toEqual(['ann@example.com']);
  });

  test('the number, or the postcode and number of a home', async () => {
    const contact = { phone: '07700 900123', address: '14 Mill Lane, Larkfield, LF1 2AB' };
    await consents.recorded('"all"', { contact, withdrawals: [{}] });
    const phone = await toList(consents.contactOf('phone.offers', contact.phone));
    const home = await toList(consents.contactOf('post.offers', contact.address));
    expect(await addressesOf(phone)).toEqual(['+447700900123']);
    expect(await addressesOf(home)).toEqual(['LF1 2AB|14']);
  });

  test('the same for each of several covers, from one look into the ledger', async () => {
    const contactId = await leaver('covers@example.com');
    await consents.recorded('"covers"', {
      contact: { email: 'covers@example.com' },
      withdrawals: [{ channel: 'email' }],
    });
    await toList(contactId);
    const send = jest.spyOn(DynamoDBDocumentClient.prototype, 'send');
    expect(await addressesOf(contactId)).toEqual(['covers@example.com', 'covers@example.com']);
    const looks = send.mock.calls.filter(([{ input }]) =>
      Object.values(
        (input as { ExpressionAttributeValues?: object }).ExpressionAttributeValues ?? {},
      ).includes(contactId),
    );
    expect(looks).toHaveLength(1);
  });

  test('what pages of at most a hundred add up to', async () => {
    const people = Array.from({ length: 101 }, (_, index) => `page${index}@example.com`);
    for (const email of people) await toListAlone(email);
    const { entries, pages } = await door.listed(WITH_ADDRESSES);
    expect(pages).toBeGreaterThan(1);
    const without = await door.listed(PLAIN);
    expect(entries.map(({ address, ...entry }) => entry)).toEqual(without.entries);
  });
});

/** On the list and nowhere else. */
const toListAlone = (name: string) =>
  world.dynamo.send(
    new PutCommand({
      TableName: TABLE_NAMES.SUPPRESSION_TABLE,
      Item: {
        contactId: consents.contactOf('email.offers', name),
        ...{ matchId: null, cover: '*', reason: 'complaint', listed: true, rev: 1, seq: 1 },
        since: '2026-11-23T10:00:00.000Z',
      },
    }),
  );

describe('an entry whose address cannot be opened is there like any other, with null', () => {
  test('where no evidence was ever recorded', async () => {
    const { contactId, token } = await unsubscribe.subscriber();
    await unsubscribe.call('POST', token);
    await toList(contactId);
    const { entries } = await door.listed(WITH_ADDRESSES);
    const nobodys = entries.filter(({ matchId, cover }) => matchId === null && cover !== '*');
    expect(nobodys).toMatchObject([{ address: null, cover: 'email.newsletter' }]);
  });

  test('once its key is destroyed, also for who has left again since', async () => {
    const contactId = await leaver('erased@example.com');
    await destroyKeyOf(contactId);
    expect(await addressesOf(contactId)).toEqual([null]);
    await unsubscribe.call('POST', unsubscribe.tokenOf(contactId), { body: 'stop=everything' });
    await toList(contactId);
    expect(await addressesOf(contactId)).toEqual([null, null]);
  });

  test('though not who has signed up and left anew since: there is evidence again', async () => {
    const contactId = await leaver('back@example.com');
    await destroyKeyOf(contactId);
    await leaver('back@example.com');
    expect(await addressesOf(contactId)).toEqual(['back@example.com']);
  });

  test('where its key is broken: nobody else’s page fails for it, and the log names nobody', async () => {
    const contactId = await leaver('broken@example.com');
    const Item = { contactId, wrappedBy: 'e1', wrapped: 'AAAA' };
    await world.dynamo.send(new PutCommand({ TableName: TABLE_NAMES.KEYS_TABLE, Item }));
    const lines = await stdoutDuring(async () => {
      expect(await addressesOf(contactId)).toEqual([null]);
    });
    expect(lines.join('\n')).toContain('an address could not be opened');
    expect(lines.join('\n')).not.toMatch(/@example|447700|LF1/);
    expect(await addressesOf(form.contactOf('back@example.com'))).toEqual(['back@example.com']);
  });

  test('where its evidence was altered', async () => {
    const contactId = await leaver('altered@example.com');
    await world.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.LEDGER_TABLE,
        Key: { pk: contactId, sk: 'EV#000000000001' },
        UpdateExpression: 'SET evidence = :evidence',
        ExpressionAttributeValues: { ':evidence': 'AAAA' },
      }),
    );
    expect(await addressesOf(contactId)).toEqual([null]);
  });
});
