import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Circumstances } from '../../events/evidence.ts';
import { systemClock } from '../../shared/clock.ts';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { chainFaults, evidenceFaults, type StoredEvent } from '../../shared/domain/event-hash.ts';
import { permission } from '../../shared/domain/permission.ts';
import { customerKey } from '../../shared/kms.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import type { EvidenceKeys, LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record, type Submission } from '../../shared/ledger/record.ts';
import { readEvidence } from '../../shared/ledger/seal-part.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import { EVIDENCE_KEY, startWorld, type World } from '../http/world.ts';
import { until } from '../infra/local/until.ts';
import { memoryKeys, memoryLedger } from './memory-ledger.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world?.stop());

const SCOPE = 'email.newsletter';
const sign: ConsentRequest = { kind: 'grant', tick: tickOf(SCOPE) };
const leave: ConsentRequest = { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' };
const address = { typed: ' Jane@Example.COM', canonical: 'jane@example.com' };
const circumstances: Circumstances = { ip: '192.0.2.17', userAgent: 'MailProgram/1.0' };

const newContact = () => randomBytes(16).toString('base64url');

function submissionOf(contactId: string, ...requests: ConsentRequest[]): Submission {
  const key = newContact();
  return {
    source: requests.every(({ kind }) => kind === 'withdraw') ? 'one-click' : 'form',
    parts: [{ contactId, matchId: null, requests, address }],
    evidence: circumstances,
    caller: 'test',
    idempotencyKey: () => key,
    bodyHash: '',
  };
}

/** A ledger, and what happens to its keys. */
type Opened = {
  ledger: LedgerStore;
  keys: EvidenceKeys;
  breakKeys(): void;
  mendKeys(): void;
  destroyKey(contactId: string): Promise<void>;
};

function inMemory(): Opened {
  let isBroken = false;
  const keys = memoryKeys(() => {
    if (isBroken) throw new Error('out of reach');
  });
  return {
    ledger: memoryLedger(keys),
    keys,
    breakKeys: () => {
      isBroken = true;
    },
    mendKeys: () => {
      isBroken = false;
    },
    async destroyKey(contactId) {
      keys.dataKeys.delete(contactId);
    },
  };
}

/** As a function's environment that has just been made: nothing is cached yet. */
function onTheEngine(): Opened {
  world.kms.refusal = undefined;
  const env = { ...TABLE_NAMES, ENVIRONMENT: 'test', EVIDENCE_KEY_ID: EVIDENCE_KEY.arn };
  const keys = keysTable(world.dynamo, env);
  return {
    ledger: dynamoLedger(world.dynamo, TABLE_NAMES, keys),
    keys,
    breakKeys: () => {
      world.kms.refusal = 'DisabledException';
    },
    mendKeys: () => {
      world.kms.refusal = undefined;
    },
    async destroyKey(contactId) {
      await world.dynamo.send(
        new DeleteCommand({ TableName: TABLE_NAMES.KEYS_TABLE, Key: { contactId } }),
      );
    },
  };
}

async function lastOf(ledger: LedgerStore, contactId: string): Promise<StoredEvent> {
  const stored = (await ledger.readStoredEvents(contactId)).at(-1);
  if (!stored) throw new Error('no event');
  return stored;
}

async function faultsOf(ledger: LedgerStore, contactId: string) {
  const stored = await ledger.readStoredEvents(contactId);
  return [...chainFaults(stored.map(({ event }) => event)), ...evidenceFaults(stored)];
}

describe.each([
  ['memory', inMemory],
  ['DynamoDB Local', onTheEngine],
])('evidence in the ledger on %s', (_, open) => {
  test('is sealed beside the event, covered by its hash, and opens again', async () => {
    const [{ ledger, keys }, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, sign));
    const stored = await lastOf(ledger, contactId);
    expect(stored.event.evidenceHash).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(stored.ciphertext ?? []).toString('latin1')).not.toMatch(/jane|192\.0/i);
    expect(await readEvidence(keys, stored)).toEqual({ version: 1, address, circumstances });
    expect(await faultsOf(ledger, contactId)).toEqual([]);
  });

  test('opens at no other event, and at no other contact point', async () => {
    const [{ ledger, keys }, contactId, other] = [open(), newContact(), newContact()];
    for (const id of [contactId, contactId, other]) {
      await record(ledger, systemClock, submissionOf(id, sign));
    }
    const [first, second] = await ledger.readStoredEvents(contactId);
    const elsewhere = await lastOf(ledger, other);
    if (!first || !second) throw new Error('two events were recorded');
    for (const { event } of [second, elsewhere]) {
      const { evidenceHash } = first.event;
      const moved = { event: { ...event, evidenceHash }, ciphertext: first.ciphertext };
      expect(await readEvidence(keys, moved)).toBe('destroyed');
    }
  });

  test('that was altered, removed or added is found, by whoever has no key', async () => {
    const [{ ledger, keys }, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, sign));
    const stored = await lastOf(ledger, contactId);
    const ciphertext = Uint8Array.from(stored.ciphertext ?? []);
    ciphertext[20] = (ciphertext[20] ?? 0) ^ 1;
    const altered = { ...stored, ciphertext };
    const removed = { ...stored, ciphertext: null };
    const { evidenceHash, ...bare } = stored.event;
    const added = { ...stored, event: bare };
    expect(evidenceFaults([altered])).toEqual([{ seq: 1, fault: 'evidence' }]);
    expect(evidenceFaults([removed])).toEqual([{ seq: 1, fault: 'evidence-missing' }]);
    expect(evidenceFaults([added])).toEqual([{ seq: 1, fault: 'evidence' }]);
    for (const one of [altered, removed, added]) {
      expect(await readEvidence(keys, one)).toBe('altered');
    }
  });

  test('F31: that cannot be sealed refuses a consent, and nothing is stored', async () => {
    const [{ ledger, breakKeys, mendKeys }, contactId] = [open(), newContact()];
    breakKeys();
    const submission = submissionOf(contactId, sign);
    const refused = record(ledger, systemClock, submission);
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    expect(await ledger.readEvents(contactId)).toEqual([]);
    expect(await ledger.readGate(contactId)).toBeUndefined();
    mendKeys();
    expect(await record(ledger, systemClock, submission)).toMatchObject({ outcome: 'recorded' });
  });

  test('F31: that cannot be sealed never keeps a withdrawal back: its header alone is recorded', async () => {
    const [{ ledger, keys, breakKeys, mendKeys }, contactId] = [open(), newContact()];
    breakKeys();
    const submission = submissionOf(contactId, leave);
    expect(await withdraw(ledger, systemClock, submission)).toMatchObject({ outcome: 'recorded' });
    const stored = await lastOf(ledger, contactId);
    expect(stored).toMatchObject({ ciphertext: null });
    expect(stored.event).not.toHaveProperty('evidenceHash');
    expect(await readEvidence(keys, stored)).toBe('none');
    expect(await faultsOf(ledger, contactId)).toEqual([]);
    mendKeys();
    await record(ledger, systemClock, submissionOf(contactId, sign));
    expect(await readEvidence(keys, await lastOf(ledger, contactId))).toMatchObject({ address });
  });

  test('of a consent and a withdrawal together is needed for both', async () => {
    const [{ ledger, breakKeys }, contactId] = [open(), newContact()];
    breakKeys();
    const objection: ConsentRequest = {
      kind: 'withdraw',
      cover: 'post.offers',
      reason: 'objected',
    };
    const refused = record(ledger, systemClock, submissionOf(contactId, sign, objection));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    expect(await ledger.readEvents(contactId)).toEqual([]);
  });

  test('of submissions that come at once is all sealed under one key', async () => {
    const [{ ledger, keys }, contactId] = [open(), newContact()];
    await Promise.all(
      [1, 2, 3].map(() => record(ledger, systemClock, submissionOf(contactId, sign))),
    );
    const stored = await ledger.readStoredEvents(contactId);
    expect(stored).toHaveLength(3);
    for (const one of stored) expect(await readEvidence(keys, one)).toMatchObject({ address });
    expect(await faultsOf(ledger, contactId)).toEqual([]);
  });

  test('is sealed anew if a data key has been made since none was seen', async () => {
    const [{ ledger, keys }, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, sign));
    let reads = 0;
    const late: EvidenceKeys = {
      ...keys,
      readDataKey: async (id) => (reads++ === 0 ? undefined : keys.readDataKey(id)),
    };
    await record({ ...ledger, keys: late }, systemClock, submissionOf(contactId, sign));
    expect(reads).toBe(2);
    const stored = await ledger.readStoredEvents(contactId);
    expect(stored).toHaveLength(2);
    for (const one of stored) expect(await readEvidence(keys, one)).toMatchObject({ address });
  });

  test('whose key was destroyed stays unreadable, while the chain verifies and a withdrawal works', async () => {
    const [{ ledger, keys, destroyKey }, contactId] = [open(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, sign));
    await destroyKey(contactId);
    const [first] = await ledger.readStoredEvents(contactId);
    if (!first) throw new Error('an event was recorded');
    expect(await readEvidence(keys, first)).toBe('destroyed');

    await withdraw(ledger, systemClock, submissionOf(contactId, leave));
    expect(await readEvidence(keys, await lastOf(ledger, contactId))).toBe('none');
    expect(await keys.readDataKey(contactId)).toBeUndefined();

    // A new signup waits for its confirmation, and has evidence of its own under a key of its own.
    await record(ledger, systemClock, submissionOf(contactId, sign));
    const gate = await ledger.readGate(contactId);
    expect(permission(gate, SCOPE, new Date(), OPEN).reason).toBe('pending');
    expect(await readEvidence(keys, await lastOf(ledger, contactId))).toMatchObject({ address });
    expect(await readEvidence(keys, first)).toBe('destroyed');
    expect(await faultsOf(ledger, contactId)).toEqual([]);
  });
});

describe('keys on the real engine', () => {
  test('KMS is asked once in the life of an environment, however many events it seals', async () => {
    await record(onTheEngine().ledger, systemClock, submissionOf(newContact(), sign));
    const { ledger } = onTheEngine();
    world.kms.calls.length = 0;
    const known = newContact();
    const submissions = [known, newContact(), newContact(), known].map((id) =>
      submissionOf(id, sign),
    );
    await Promise.all(submissions.map((one) => record(ledger, systemClock, one)));
    await record(ledger, systemClock, submissionOf(known, leave));
    expect(world.kms.calls).toEqual(['Decrypt']);
  });

  test('a failure of KMS is not remembered, and a key that is known needs no KMS', async () => {
    const [{ ledger, breakKeys, mendKeys }, contactId] = [onTheEngine(), newContact()];
    breakKeys();
    await expect(record(ledger, systemClock, submissionOf(contactId, sign))).rejects.toThrow();
    mendKeys();
    await record(ledger, systemClock, submissionOf(contactId, sign));
    breakKeys();
    await record(ledger, systemClock, submissionOf(contactId, sign));
    mendKeys();
    expect(await ledger.readEvents(contactId)).toHaveLength(2);
  });

  test('environments that start at once agree on one key for new data keys', async () => {
    await onTheEngine().destroyKey('ENVIRONMENT#');
    const environments = [1, 2, 3, 4].map(() => onTheEngine().keys);
    const made = await Promise.all(environments.map((keys) => keys.environmentKey()));
    expect(new Set(made.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(1);
    expect(await onTheEngine().keys.environmentKey('e1')).toEqual(made[0]);
  });

  test('a renewed environment key wraps what comes, and the old one opens what was', async () => {
    const [{ ledger, keys }, before, after] = [onTheEngine(), newContact(), newContact()];
    await record(ledger, systemClock, submissionOf(before, sign));
    const Key = { contactId: 'ENVIRONMENT#' };
    const { KEYS_TABLE: TableName } = TABLE_NAMES;
    const { Item } = await world.dynamo.send(new GetCommand({ TableName, Key }));
    const env = { ENVIRONMENT: 'test', EVIDENCE_KEY_ID: EVIDENCE_KEY.arn };
    const { sealed } = await customerKey(env).generate();
    await world.dynamo.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #keys.e2 = :sealed, #current = :id',
        ExpressionAttributeNames: { '#keys': 'keys', '#current': 'current' },
        ExpressionAttributeValues: { ':sealed': sealed, ':id': 'e2' },
      }),
    );
    expect(Item).toMatchObject({ current: 'e1' });

    const renewed = onTheEngine();
    await record(renewed.ledger, systemClock, submissionOf(after, sign));
    expect(await renewed.keys.readDataKey(after)).toMatchObject({ wrappedBy: 'e2' });
    // One environment has known only the old key so far, the other only the new one.
    const old = await readEvidence(renewed.keys, await lastOf(ledger, before));
    const young = await readEvidence(keys, await lastOf(ledger, after));
    expect([old, young]).toMatchObject([{ address }, { address }]);
  });

  test('a data key that was put at another contact point does not open there', async () => {
    const [{ ledger, keys }, contactId, other] = [onTheEngine(), newContact(), newContact()];
    for (const id of [contactId, other]) await record(ledger, systemClock, submissionOf(id, sign));
    const stolen = await keys.readDataKey(contactId);
    await world.dynamo.send(
      new PutCommand({
        TableName: TABLE_NAMES.KEYS_TABLE,
        Item: { ...stolen, contactId: other },
      }),
    );
    const refused = record(ledger, systemClock, submissionOf(other, sign));
    await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
    await withdraw(ledger, systemClock, submissionOf(other, leave));
    expect(await lastOf(ledger, other)).toMatchObject({ event: { seq: 2 }, ciphertext: null });
  });

  test('F31: a withdrawal without evidence waits for the permits it covers like any other', async () => {
    const [{ ledger, breakKeys, mendKeys }, contactId] = [onTheEngine(), newContact()];
    await record(ledger, systemClock, submissionOf(contactId, sign));
    const permit = { scope: SCOPE, at: new Date().toISOString() };
    const update = (UpdateExpression: string, values?: object) =>
      world.dynamo.send(
        new UpdateCommand({
          TableName: TABLE_NAMES.GATE_TABLE,
          Key: { contactId },
          UpdateExpression,
          ...(values && { ExpressionAttributeValues: { ...values } }),
        }),
      );
    await update('SET permits.p1 = :permit', { ':permit': permit });
    const fresh = onTheEngine();
    breakKeys();
    const order: string[] = [];
    const answered = withdraw(fresh.ledger, systemClock, submissionOf(contactId, leave)).then(() =>
      order.push('answered'),
    );
    await until('the withdrawal is on record', async () => {
      const { event, ciphertext } = await lastOf(ledger, contactId);
      return event.seq === 2 && ciphertext === null;
    });
    order.push('released');
    await update('REMOVE permits.p1');
    await answered;
    mendKeys();
    expect(order).toEqual(['released', 'answered']);
  });

  test('a withdrawal waits at most half a second for KMS', async () => {
    const server = createServer(() => {}).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const endpoint = process.env.AWS_ENDPOINT_URL_KMS;
    process.env.AWS_ENDPOINT_URL_KMS = `http://127.0.0.1:${port}`;
    try {
      const [{ ledger }, contactId] = [onTheEngine(), newContact()];
      const start = performance.now();
      await withdraw(ledger, systemClock, submissionOf(contactId, leave));
      expect(performance.now() - start).toBeLessThan(2_000);
      expect(await lastOf(ledger, contactId)).toMatchObject({ ciphertext: null });
    } finally {
      process.env.AWS_ENDPOINT_URL_KMS = endpoint;
      server.closeAllConnections();
      server.close();
    }
  });

  test('the largest evidence and the longest event fit an item many times over', async () => {
    const [{ ledger, keys }, contactId] = [onTheEngine(), newContact()];
    // JSON spends six bytes on each.
    const long = (characters: number) => '\u0001'.repeat(characters);
    const requests = Array.from({ length: 32 }, () => sign);
    const submission: Submission = {
      ...submissionOf(contactId, ...requests),
      parts: [
        {
          ...{ contactId, matchId: null, requests },
          address: { typed: long(512), canonical: long(512) },
        },
      ],
      evidence: {
        method: long(64),
        ip: long(64),
        userAgent: long(512),
        page: long(2_048),
        form: { nonce: long(64), expiresAt: '2026-12-01T00:00:00.000Z' },
        note: long(8_000),
      },
    };
    await record(ledger, systemClock, submission);
    const stored = await lastOf(ledger, contactId);
    expect(stored.event.changes).toHaveLength(32);
    expect(await readEvidence(keys, stored)).toMatchObject({ circumstances: submission.evidence });
    const bytes = (stored.ciphertext?.length ?? 0) * 1.4 + JSON.stringify(stored.event).length;
    expect(bytes).toBeLessThan(150_000);
  });
});
