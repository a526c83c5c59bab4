import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../shared/clock.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { record } from '../../shared/ledger/record.ts';
import { TABLE_NAMES } from '../engine.ts';
import { tickOf } from '../histories.ts';
import { EVIDENCE_KEY, startWorld, type World } from '../http/world.ts';
import { localCommand } from './consent-command.ts';

let world: World;
let command: ReturnType<typeof localCommand>;
let pepper: Uint8Array;

beforeAll(async () => {
  world = await startWorld();
  command = localCommand(world);
  const { contactKeys } = await import('../../shared/secrets.ts');
  ({ pepper } = await contactKeys({ PEPPER_SECRET_ID: 'pepper' })());
});
afterAll(async () => {
  command?.remove();
  await world?.stop();
});

describe('consent verify', () => {
  /** Two submissions of one person. */
  async function twoEvents(address: string): Promise<string> {
    const contactId = contactIdOf(pepper, 'email', address);
    const ledger = dynamoLedger(world.dynamo, TABLE_NAMES);
    for (const key of ['first', 'second']) {
      await record(ledger, systemClock, {
        source: 'form',
        parts: [
          {
            contactId,
            matchId: null,
            requests: [{ kind: 'grant', tick: tickOf('email.newsletter') }],
          },
        ],
        caller: 'test',
        idempotencyKey: () => `${address} ${key}`,
        bodyHash: '',
      });
    }
    return contactId;
  }

  /** One submission with evidence. */
  async function sealedEvent(address: string): Promise<string> {
    const contactId = contactIdOf(pepper, 'email', address);
    const env = { ...TABLE_NAMES, ENVIRONMENT: 'test', EVIDENCE_KEY_ID: EVIDENCE_KEY.arn };
    const ledger = dynamoLedger(world.dynamo, TABLE_NAMES, keysTable(world.dynamo, env));
    await record(ledger, systemClock, {
      source: 'form',
      parts: [
        {
          contactId,
          matchId: null,
          requests: [{ kind: 'grant', tick: tickOf('email.newsletter') }],
          address: { typed: address, canonical: address },
        },
      ],
      evidence: { ip: '192.0.2.17' },
      caller: 'test',
      idempotencyKey: () => address,
      bodyHash: '',
    });
    return contactId;
  }

  const dropEvidence = (Key: Record<string, string>) =>
    world.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.LEDGER_TABLE,
        Key,
        UpdateExpression: 'REMOVE evidence',
      }),
    );

  const tamper = (TableName: string, Key: Record<string, string>, field: string, value: unknown) =>
    world.dynamo.send(
      new UpdateCommand({
        TableName,
        Key,
        UpdateExpression: 'SET #field = :value',
        ExpressionAttributeNames: { '#field': field },
        ExpressionAttributeValues: { ':value': value },
      }),
    );

  test('finds an untouched chain intact, by address and by contact id', async () => {
    const contactId = await twoEvents('jane@example.com');
    const byAddress = await command.run('verify', '--address', ' Jane@Example.com', '--json');
    expect(byAddress).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(byAddress.out)).toMatchObject({
      contactId,
      events: 2,
      valid: true,
      faults: [],
    });
    const byId = await command.run('verify', '--contact', contactId);
    expect(byId.code).toBe(0);
    expect(byId.out).toContain('2 events, each sealed to the one before; the gate agrees.');
  });

  test('finds nothing wrong with someone never heard of', async () => {
    const { code, out } = await command.run('verify', '--address', 'nobody@example.com', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ events: 0, head: null, valid: true });
  });

  test('A51: finds an event that was altered: exit code 2, and which one', async () => {
    const contactId = await twoEvents('altered@example.com');
    const key = { pk: contactId, sk: 'EV#000000000001' };
    await tamper(TABLE_NAMES.LEDGER_TABLE, key, 'recordedAt', '2020-01-01T00:00:00.000Z');
    const { code, out } = await command.run('verify', '--address', 'altered@example.com', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out)).toMatchObject({ valid: false, faults: [{ seq: 1, fault: 'hash' }] });
    const text = await command.run('verify', '--contact', contactId);
    expect(text).toMatchObject({ code: 2 });
    expect(text.out).toContain('BROKEN: event 1 (hash)');
  });

  test.each([
    [
      'the first',
      '000000000001',
      [
        { seq: 2, fault: 'prev' },
        { seq: 2, fault: 'gap' },
      ],
    ],
    ['the last', '000000000002', [{ seq: 2, fault: 'gate' }]],
  ])('A51: finds that an event is missing (%s): exit code 2', async (which, seq, faults) => {
    const address = `missing-${seq}@example.com`;
    const contactId = await twoEvents(address);
    await world.dynamo.send(
      new DeleteCommand({
        TableName: TABLE_NAMES.LEDGER_TABLE,
        Key: { pk: contactId, sk: `EV#${seq}` },
      }),
    );
    const { code, out } = await command.run('verify', '--address', address, '--json');
    expect({ which, code, faults: JSON.parse(out).faults }).toEqual({ which, code: 2, faults });
  });

  test('A51: finds a gate that says other than its events: exit code 2', async () => {
    const contactId = await twoEvents('gate@example.com');
    await tamper(TABLE_NAMES.GATE_TABLE, { contactId }, 'head', 'f'.repeat(64));
    const { code, out } = await command.run('verify', '--contact', contactId, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).faults).toEqual([{ seq: 2, fault: 'gate' }]);
  });

  test('A51: finds a grant slipped into the gate, behind the chain: exit code 2', async () => {
    const contactId = await twoEvents('slipped@example.com');
    const slipped = {
      'email.newsletter': [
        { basis: 9, validUntil: '2030-01-01T00:00:00.000Z', noticeId: 'n1', tpsSeen: 0 },
      ],
    };
    await tamper(TABLE_NAMES.GATE_TABLE, { contactId }, 'grants', slipped);
    const { code, out } = await command.run('verify', '--contact', contactId, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).faults).toEqual([{ seq: 2, fault: 'gate' }]);
  });

  test.each([
    ['altered', 'AAAA', [{ seq: 1, fault: 'evidence' }]],
    ['taken away', undefined, [{ seq: 1, fault: 'evidence-missing' }]],
    ['no ciphertext at all', 7, [{ seq: 1, fault: 'evidence' }]],
  ])(
    'A51: finds sealed evidence that was changed (%s): exit code 2',
    async (how, value, faults) => {
      const contactId = await sealedEvent(`sealed-${value}@example.com`);
      const whole = await command.run('verify', '--contact', contactId, '--json');
      expect({ how, faults: JSON.parse(whole.out).faults }).toEqual({ how, faults: [] });
      const key = { pk: contactId, sk: 'EV#000000000001' };
      if (value === undefined) await dropEvidence(key);
      else await tamper(TABLE_NAMES.LEDGER_TABLE, key, 'evidence', value);
      const { code, out } = await command.run('verify', '--contact', contactId, '--json');
      expect({ how, code, faults: JSON.parse(out).faults }).toEqual({ how, code: 2, faults });
    },
  );

  test('finds nothing wrong with evidence whose key was destroyed', async () => {
    const contactId = await sealedEvent('erased@example.com');
    const { KEYS_TABLE: TableName } = TABLE_NAMES;
    await world.dynamo.send(new DeleteCommand({ TableName, Key: { contactId } }));
    expect(await command.run('verify', '--contact', contactId)).toMatchObject({ code: 0 });
  });

  test('A51: finds an event with something in it that was never written: exit code 2', async () => {
    const contactId = await twoEvents('strange@example.com');
    const key = { pk: contactId, sk: 'EV#000000000001' };
    await tamper(TABLE_NAMES.LEDGER_TABLE, key, 'strange', true);
    const { code, out } = await command.run('verify', '--contact', contactId, '--json');
    expect(code).toBe(2);
    expect(JSON.parse(out).faults).toEqual([{ seq: 1, fault: 'unreadable' }]);
  });

  test('A51: --all finds each broken contact point, and a gate whose events are all gone', async () => {
    const [altered, lost] = [
      await twoEvents('all-1@example.com'),
      await twoEvents('all-2@example.com'),
    ];
    await tamper(
      TABLE_NAMES.LEDGER_TABLE,
      { pk: altered, sk: 'EV#000000000002' },
      'source',
      'staff',
    );
    for (const seq of [1, 2]) {
      const Key = { pk: lost, sk: `EV#00000000000${seq}` };
      await world.dynamo.send(new DeleteCommand({ TableName: TABLE_NAMES.LEDGER_TABLE, Key }));
    }
    const { code, out } = await command.run('verify', '--all', '--json');
    expect(code).toBe(2);
    const { valid, broken } = JSON.parse(out);
    expect(valid).toBe(false);
    expect(broken).toContainEqual({ contactId: altered, faults: [{ seq: 2, fault: 'hash' }] });
    expect(broken).toContainEqual({ contactId: lost, faults: [{ seq: 2, fault: 'gate' }] });
    const intact = contactIdOf(pepper, 'email', 'jane@example.com');
    expect(out).not.toContain(intact);
  });

  test.each([
    ['nobody', []],
    ['what is no address', ['--address', 'jane']],
    ['what is no contact id', ['--contact', 'jane']],
  ])('asked of %s: fails, and says how to ask', async (_, words) => {
    const { code, out, err } = await command.run('verify', ...words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain('--address ADDRESS or --contact ID');
  });
});
