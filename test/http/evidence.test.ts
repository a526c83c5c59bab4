import { DeleteCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { StoredEvent } from '../../shared/domain/event-hash.ts';
import type { EvidenceKeys } from '../../shared/ledger/ledger-store.ts';
import { readEvidence } from '../../shared/ledger/seal-part.ts';
import { log } from '../../shared/log.ts';
import { TABLE_NAMES } from '../engine.ts';
import { formDoor, ORIGIN, problemOf, SCOPE } from './form-door.ts';
import { unsubscribeDoor } from './unsubscribe-door.ts';
import { EVIDENCE_KEY, startWorld, type World } from './world.ts';

const CANARY = 'canary7f3a';
const headers = {
  'user-agent': `Browser/1.0 (${CANARY})`,
  referer: `${ORIGIN}/news?from=${CANARY}`,
};

let world: World;
let form: Awaited<ReturnType<typeof formDoor>>;
let unsubscribe: Awaited<ReturnType<typeof unsubscribeDoor>>;
let keys: EvidenceKeys;

/** All that this process has written since the file began. */
let written = '';
const keepWriting = (chunk: unknown) => {
  written += String(chunk);
  return true;
};

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation(keepWriting);
  }
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, method).mockImplementation((...parts) => keepWriting(parts.join(' ')));
  }
  world = await startWorld();
  [form, unsubscribe] = [await formDoor(world), await unsubscribeDoor(world)];
  const { keysTable } = await import('../../shared/ledger/keys-table.ts');
  const env = { ...TABLE_NAMES, ENVIRONMENT: 'test', EVIDENCE_KEY_ID: EVIDENCE_KEY.arn };
  keys = keysTable(world.dynamo, env);
});
afterAll(async () => {
  jest.restoreAllMocks();
  await world?.stop();
});

async function lastOf(contactId: string): Promise<StoredEvent> {
  const stored = (await form.ledger.readStoredEvents(contactId)).at(-1);
  if (!stored) throw new Error('no event');
  return stored;
}

const addressOf = (who: string) => `${CANARY}.${who}@example.com`;
const signUp = async (who: string, post: object = {}) =>
  form.postJson(await form.submission(addressOf(who)), { headers, ...post });
const click = (token: string) =>
  unsubscribe.call('POST', token, { headers, body: `List-Unsubscribe=One-Click&x=${CANARY}` });

// First, while neither door has a key in its memory.
describe('F31: while KMS is down', () => {
  beforeAll(() => {
    world.kms.refusal = 'KMSInternalException';
  });
  afterAll(() => {
    world.kms.refusal = undefined;
  });

  test('a signup is refused with 503 and nothing is stored; the same form is taken afterwards', async () => {
    const body = await form.submission(addressOf('later'));
    const before = await form.ledgerItems();
    const refused = await form.postJson(body, { headers });
    expect(problemOf(refused)).toMatchObject({ statusCode: 503, status: 503 });
    expect(refused.headers?.['retry-after']).toBe('2');
    expect(await form.ledgerItems()).toBe(before);
    const contactId = form.contactOf(addressOf('later'));
    expect(await form.ledger.readGate(contactId)).toBeUndefined();
    world.kms.refusal = undefined;
    expect(await form.postJson(body, { headers })).toMatchObject({ statusCode: 200 });
    expect(await form.eventsOf(addressOf('later'))).toHaveLength(1);
    world.kms.refusal = 'ThrottlingException';
  });

  test('an unsubscribe is recorded and answered as ever, without evidence', async () => {
    const { contactId, token } = await unsubscribe.subscriber();
    expect(await click(token)).toMatchObject({ statusCode: 200 });
    expect(await unsubscribe.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
    expect(await readEvidence(keys, await lastOf(contactId))).toBe('none');
  });
});

describe('what the doors keep, sealed', () => {
  test('a signup: the address as typed, where it came from, and which form was served', async () => {
    const { formToken, expiresAt } = await form.serve();
    const typed = ` ${CANARY}.Ann@Example.COM`;
    const fields = { email: typed, consents: [SCOPE], age: '13-or-over', formToken };
    expect(await form.postJson(fields, { headers })).toMatchObject({ statusCode: 200 });
    const canonical = typed.trim().toLowerCase();
    expect(await readEvidence(keys, await lastOf(form.contactOf(canonical)))).toEqual({
      version: 1,
      address: { typed, canonical },
      circumstances: {
        ip: '192.0.2.1',
        userAgent: headers['user-agent'],
        page: headers.referer,
        form: {
          nonce: expect.stringMatching(/^[0-9a-f-]{36}$/),
          expiresAt,
          age: '13-or-over',
          offered: ['newsletter-email-2026-11'],
        },
      },
    });
  });

  test('an unsubscribe: where it came from', async () => {
    const { contactId, token } = await unsubscribe.subscriber();
    await click(token);
    expect(await readEvidence(keys, await lastOf(contactId))).toMatchObject({
      circumstances: { ip: '192.0.2.1', userAgent: headers['user-agent'] },
    });
  });

  test('what a browser says at length is cut, and refuses nobody', async () => {
    const long = { 'user-agent': '😀'.repeat(5_001), referer: `x${'😀'.repeat(9_000)}` };
    expect(await signUp('long', { headers: long })).toMatchObject({ statusCode: 200 });
    const contactId = form.contactOf(addressOf('long'));
    expect(await readEvidence(keys, await lastOf(contactId))).toMatchObject({
      circumstances: { userAgent: '😀'.repeat(256) },
    });
  });
});

describe('on the worse paths', () => {
  const put = (item: object) =>
    world.dynamo.send(new PutCommand({ TableName: TABLE_NAMES.KEYS_TABLE, Item: { ...item } }));

  test('a key that cannot be read refuses a signup with 503, and an unsubscribe goes on', async () => {
    const contactId = form.contactOf(addressOf('broken'));
    await put({ contactId, wrappedBy: CANARY, wrapped: `not base64 ${CANARY}` });
    expect(await signUp('broken')).toMatchObject({ statusCode: 503 });
    const stranger = await unsubscribe.subscriber();
    await put({ contactId: stranger.contactId, wrappedBy: CANARY, wrapped: 'AAAA' });
    expect(await click(stranger.token)).toMatchObject({ statusCode: 200 });
    expect(await lastOf(stranger.contactId)).toMatchObject({ ciphertext: null });
  });

  test('a ciphertext that was overwritten keeps nobody from unsubscribing', async () => {
    await signUp('overwritten');
    const contactId = form.contactOf(addressOf('overwritten'));
    await world.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.LEDGER_TABLE,
        Key: { pk: contactId, sk: 'EV#000000000001' },
        UpdateExpression: 'SET evidence = :evidence',
        ExpressionAttributeValues: { ':evidence': ['no', 'ciphertext'] },
      }),
    );
    await world.dynamo.send(
      new DeleteCommand({ TableName: TABLE_NAMES.GATE_TABLE, Key: { contactId } }),
    );
    expect(await click(unsubscribe.tokenOf(contactId))).toMatchObject({ statusCode: 200 });
    const [first] = await form.ledger.readStoredEvents(contactId);
    expect(first && (await readEvidence(keys, first))).toBe('altered');
  });

  test.each([
    ['an address that is none', { email: `${CANARY} at example.com` }, {}],
    ['a field that is not known', { [CANARY]: CANARY }, {}],
    ['a choice that is none', { consents: [`email.${CANARY}`] }, {}],
    ['a forged token', { formToken: `v1.k1.${CANARY}.AA` }, {}],
    ['a page of somebody else', {}, { origin: `https://${CANARY}.example.com` }],
    ['a form that there is not', {}, { formId: CANARY }],
  ])('%s is refused', async (what, fields, post) => {
    const body = { ...(await form.submission(addressOf('refused'))), ...fields };
    const { statusCode = 0 } = await form.postJson(body, { headers, ...post });
    expect({ what, isRefusal: statusCode >= 400 && statusCode < 500 }).toEqual({
      what,
      isRefusal: true,
    });
  });

  test('a body that is no JSON is refused', async () => {
    expect(await form.post(`{"${CANARY}`, { headers })).toMatchObject({ statusCode: 400 });
  });
});

// Last, over all that the tests above have left behind.
describe('what persons typed', () => {
  /** As it is, in hex, and in base64 at each of its three alignments. */
  const traces = [
    CANARY,
    Buffer.from(CANARY).toString('hex'),
    ...[0, 1, 2].map((shift) =>
      Buffer.from(' '.repeat(shift) + CANARY)
        .toString('base64')
        .slice(4, 12),
    ),
  ];
  const hits = (text: string) => traces.filter((trace) => text.includes(trace));

  test('is in no line that was written', () => {
    expect(written).toContain('evidence could not be sealed');
    expect(hits(written)).toEqual([]);
  });

  test('would be found there by this very search', () => {
    const before = written.length;
    log('info', 'control', { outcome: CANARY });
    log('info', 'control', { outcome: Buffer.from(`{"a":"${CANARY}"}`).toString('base64') });
    const [plain = '', encoded = ''] = written.slice(before).split('\n');
    expect([hits(plain).length, hits(encoded).length]).toEqual([1, 1]);
  });

  test('is in clear in no table, so in nothing that streams, queues and dead letters carry', async () => {
    for (const TableName of Object.values(TABLE_NAMES)) {
      const { Items = [] } = await world.dynamo.send(new ScanCommand({ TableName }));
      const unplanted = Items.filter(({ wrappedBy }) => wrappedBy !== CANARY);
      const found = hits(JSON.stringify(unplanted));
      expect({ TableName, found }).toEqual({ TableName, found: [] });
    }
  });
});
