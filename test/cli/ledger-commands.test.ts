import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readSuppressions } from '../../shared/suppression-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { startWorld, type World } from '../http/world.ts';
import { localCommand } from './consent-command.ts';
import { ledgerWorld } from './ledger-world.ts';

let world: World;
let command: ReturnType<typeof localCommand>;
let people: Awaited<ReturnType<typeof ledgerWorld>>;

beforeAll(async () => {
  world = await startWorld();
  command = localCommand(world);
  people = await ledgerWorld(world);
});
afterAll(async () => {
  command?.remove();
  await world?.stop();
});

describe('consent history', () => {
  test('tells in words what was said, for what, how, and what was shown', async () => {
    await people.sayYes('jane@example.com');
    await people.sayNo('jane@example.com');
    const { code, out, err } = await command.run('history', '--address', 'Jane@example.com');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^1 {2}\d{4}-.* on a form /m);
    expect(out).toMatch(/said yes to newsletter by email until .*wording w1, notice n1, en-GB/);
    expect(out).toMatch(/^2 {2}\d{4}-.* by one click in a mail program /m);
    expect(out).toContain('withdrew from newsletter by email (withdrawal 1 at this contact point)');
    expect(out).not.toContain('jane');
  });

  test('gives the raw events as JSON, for an address that came by standard input', async () => {
    await people.sayYes('joe@example.com');
    const words = ['history', '--address', '-', '--json'];
    const { out } = await command.runWith('joe@example.com\n', ...words);
    const { contactId, events } = JSON.parse(out);
    expect(contactId).toBe(people.idOf('joe@example.com'));
    expect(events).toMatchObject([{ seq: 1, changes: [{ type: 'ConsentGranted' }] }]);
  });

  test('knows nothing of somebody unknown, and finds phones and postal addresses by their own ids', async () => {
    const answers = await Promise.all(
      ['nobody@example.com', '07700 900123', '14 Mill Lane, LF1 2AB'].map((address) =>
        command.run('history', '--address', address, '--json'),
      ),
    );
    const told = answers.map(({ out }) => JSON.parse(out));
    expect(told.map(({ events }) => events)).toEqual([[], [], []]);
    expect(new Set(told.map(({ contactId }) => contactId)).size).toBe(3);
  });
});

describe('consent trace', () => {
  test('follows a withdrawal to the gate, the list and the sends that it refused, and to no others', async () => {
    const address = 'traced@example.com';
    await people.sayYes(address);
    await people.refuse('before', address, 'email.newsletter');
    const eventId = await people.sayNo(address);
    await people.project(people.idOf(address));
    await people.refuse('because', address, 'email.newsletter');
    await people.refuse('other', address, 'email.offers');
    await people.refuse('stranger', 'joe@example.com', 'email.newsletter');
    const [json, text] = await Promise.all([
      command.run('trace', eventId, '--json'),
      command.run('trace', eventId, '--address', address),
    ]);
    expect(json.code).toBe(0);
    expect(json.err).toContain('reading the whole ledger');
    const { event, gate, suppressions, refused, chain } = JSON.parse(json.out);
    expect(event.eventId).toBe(eventId);
    expect(chain).toEqual({ events: 2, faults: [] });
    expect(gate).toEqual({ rev: 2, holds: [], includesEvent: true });
    expect(suppressions).toMatchObject([{ cover: 'email.newsletter', seq: 2, listed: true }]);
    expect(refused).toMatchObject([{ message: 'shop#because#0000', reason: 'withdrawn' }]);
    expect(text.err).not.toContain('whole ledger');
    expect(text.out).toMatch(/gate +at event 2, this one included/);
    expect(text.out).toMatch(/refused +\d{4}-.*shop#because#0000/);
    expect(json.out + text.out).not.toContain(address);
  });

  test('fails for an event that is not there, and for what is no event id', async () => {
    const unknown = '019ab000-0000-7000-8000-00000000ffff';
    const answers = await Promise.all([
      command.run('trace', unknown),
      command.run('trace', unknown, '--address', 'jane@example.com'),
      command.run('trace', 'jane'),
    ]);
    expect(answers.map(({ code, out }) => [code, out])).toEqual(answers.map(() => [1, '']));
    expect(answers[0]?.err).toContain(`There is no event ${unknown}.`);
    expect(answers[2]?.err).toContain('UUID of version 7');
  });
});

describe('consent rebuild', () => {
  const TableName = TABLE_NAMES.SUPPRESSION_TABLE;
  const cover = 'email.newsletter';
  const listOf = (contactId: string) => readSuppressions(world.dynamo, TableName, contactId);

  /** Somebody who left, and whom the list knows. */
  async function listed(address: string): Promise<string> {
    await people.sayYes(address);
    await people.sayNo(address);
    const contactId = people.idOf(address);
    await people.project(contactId);
    return contactId;
  }

  async function rebuild(...words: string[]) {
    const { code, out } = await command.run('rebuild', '--json', ...words);
    return { code, ...JSON.parse(out) };
  }

  test('writes what is missing and what is wrong, and a second time nothing', async () => {
    await rebuild();
    const missing = await listed('missing@example.com');
    const wrong = await listed('wrong@example.com');
    const ahead = await listed('ahead@example.com');
    const sound = await Promise.all([missing, wrong, ahead].map(listOf));
    await world.dynamo.send(new DeleteCommand({ TableName, Key: { contactId: missing, cover } }));
    for (const [contactId, field, value] of [
      [wrong, 'listed', false],
      [ahead, 'rev', 999],
    ] as const) {
      await world.dynamo.send(
        new UpdateCommand({
          TableName,
          Key: { contactId, cover },
          UpdateExpression: 'SET #field = :value',
          ExpressionAttributeNames: { '#field': field },
          ExpressionAttributeValues: { ':value': value },
        }),
      );
    }
    const found = { missing: 1, wrong: 2, foreign: [], unsettled: [] };
    expect(await rebuild('--dry-run')).toMatchObject({ code: 0, dryRun: true, ...found });
    expect(await listOf(missing)).toEqual([]);
    expect(await rebuild()).toMatchObject({ code: 0, dryRun: false, ...found });
    expect(await Promise.all([missing, wrong, ahead].map(listOf))).toEqual(sound);
    expect(await rebuild()).toMatchObject({ code: 0, missing: 0, wrong: 0 });
  });

  test('takes whoever came back off the list', async () => {
    const contactId = await listed('back@example.com');
    const [entry] = await listOf(contactId);
    expect(entry?.listed).toBe(true);
    await people.comeBack('back@example.com');
    expect(await rebuild()).toMatchObject({ code: 0, wrong: 1 });
    expect(await listOf(contactId)).toMatchObject([{ listed: false }]);
  });

  test('names entries that no event bears out, and leaves them: exit code 2', async () => {
    const known = await listed('known@example.com');
    const [entry] = await listOf(known);
    const stranger = people.idOf('stranger@example.com');
    for (const Item of [
      { ...entry, contactId: stranger },
      { ...entry, contactId: known, cover: 'sms.offers' },
    ]) {
      await world.dynamo.send(new PutCommand({ TableName, Item }));
    }
    const { code, foreign } = await rebuild();
    expect(code).toBe(2);
    expect(foreign.toSorted()).toEqual([stranger, `${known} sms.offers`].toSorted());
    expect(await listOf(stranger)).toHaveLength(1);
    expect(await listOf(known)).toHaveLength(2);
  });
});
