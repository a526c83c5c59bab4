import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import { permission } from '../../shared/domain/permission.ts';
import { OPEN } from '../histories.ts';
import { FORM_TYPE, formDoor, problemOf, SCOPE } from './form-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof formDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await formDoor(world);
});
afterAll(() => world?.stop());

describe('a form', () => {
  test('is served with its notice, its wordings, and a token good for a week', async () => {
    const form = await door.serve();
    expect(form).toMatchObject({
      formId: 'newsletter',
      locale: 'en-GB',
      choices: [{ id: SCOPE, channel: 'email', purpose: 'newsletter' }],
    });
    expect(form.notice.text).toContain(form.controller);
    const days = (Date.parse(form.expiresAt) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(6.9);
    expect(days).toBeLessThanOrEqual(7);
  });

  test('comes in the default locale where its texts lack the one asked for', async () => {
    const [asked, plain] = [await door.serve({ locale: 'fr-FR' }), await door.serve()];
    expect({ ...asked, formToken: '', expiresAt: '' }).toEqual({
      ...plain,
      formToken: '',
      expiresAt: '',
    });
  });

  test('has another token each time, and is kept by no cache', async () => {
    const answers = [await door.get('newsletter'), await door.get('newsletter')];
    const tokens = answers.map(({ body }) => JSON.parse(body ?? '').formToken);
    expect(tokens[0]).not.toBe(tokens[1]);
    expect(answers[0]?.headers?.['cache-control']).toBe('no-store');
  });

  test('A18: that the catalogue does not have: 404', async () => {
    expect(problemOf(await door.get('private'))).toMatchObject({ statusCode: 404, status: 404 });
  });
});

describe('a signup', () => {
  test('as JSON: what was shown is on record, and the gate allows what was ticked', async () => {
    const form = await door.serve();
    const { formToken } = form;
    const fields = { email: ' Jane@Example.COM ', consents: [SCOPE], age: '13-or-over', formToken };
    expect(await door.postJson(fields)).toMatchObject({ statusCode: 200 });
    const [event] = await door.eventsOf('jane@example.com');
    const wordingId = form.choices[0]?.wording.id;
    expect(event).toMatchObject({
      source: 'form',
      changes: [
        {
          type: 'ConsentGranted',
          scope: SCOPE,
          basis: 0,
          shown: { formId: 'newsletter', noticeId: form.notice.id, wordingId, locale: 'en-GB' },
        },
      ],
    });
    const gate = await door.ledger.readGate(door.contactOf('jane@example.com'));
    expect(permission(gate, SCOPE, new Date(), OPEN).allowed).toBe(true);
    expect(gate?.matchId).toBe(contactIdOf(door.keys.matchKey, 'email', 'jane@example.com'));
  });

  test.each([
    ['in clear', false],
    ['as the gateway encodes it', true],
  ])('FRM-8: as a browser posts it without script, %s: a page of thanks', async (how, base64) => {
    const email = `browser-${base64}@example.com`;
    const { formToken } = await door.serve();
    const body = new URLSearchParams({
      email,
      consents: SCOPE,
      age: '13-or-over',
      formToken,
    }).toString();
    const answer = await door.post(body, { type: FORM_TYPE, base64 });
    expect({ how, status: answer.statusCode }).toEqual({ how, status: 200 });
    expect(answer.headers?.['content-type']).toMatch(/^text\/html/);
    expect(answer.body).toContain('Thank you');
    expect(await door.changesOf(email)).toMatchObject([{ type: 'ConsentGranted' }]);
  });

  test('from a page on localhost, while the catalogue lets it', async () => {
    const fields = await door.submission('localhost@example.com');
    const answer = await door.postJson(fields, { origin: 'http://localhost:5173' });
    expect(answer.statusCode).toBe(200);
  });

  test.each([
    ['an empty list', { consents: [] }],
    ['no list', {}],
  ])('with nothing ticked (%s) is a fine answer, and records nothing', async (_, consents) => {
    const { formToken } = await door.serve();
    const before = await door.ledgerItems();
    const answer = await door.postJson({
      email: 'nothing@example.com',
      ...consents,
      age: '13-or-over',
      formToken,
    });
    expect(answer.statusCode).toBe(200);
    expect(await door.ledgerItems()).toBe(before);
    const { message } = JSON.parse(answer.body ?? '');
    expect(message).toMatch(/^You ticked nothing, so we have recorded nothing\./);
    const fields = { email: 'nothing@example.com', age: '13-or-over' };
    const again = new URLSearchParams({ ...fields, formToken: (await door.serve()).formToken });
    const page = await door.post(again.toString(), { type: FORM_TYPE });
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain(message);
    expect(page.body).not.toContain('We have received what you chose');
    expect(await door.ledgerItems()).toBe(before);
  });
});

describe('the same form sent again', () => {
  test('adds nothing', async () => {
    const fields = await door.submission('again@example.com');
    const first = await door.postJson(fields);
    expect(await door.postJson(fields)).toEqual(first);
    expect(await door.eventsOf('again@example.com')).toHaveLength(1);
  });

  test('IDM-2: with another address is refused, and that address gets nothing', async () => {
    const fields = await door.submission('original@example.com');
    await door.postJson(fields);
    const other = await door.postJson({ ...fields, email: 'other@example.com' });
    expect(problemOf(other)).toMatchObject({ statusCode: 422 });
    expect(await door.eventsOf('other@example.com')).toEqual([]);
  });
});

describe('what an answer tells of an address', () => {
  test('A19: nothing: known, unknown, withdrawn and pending get the same bytes', async () => {
    const people = ['known', 'unknown', 'withdrawn', 'pending'].map((who) => `${who}@example.com`);
    const [known = '', , left = '', pending = ''] = people;
    for (const address of [known, left, pending])
      await door.postJson(await door.submission(address));
    for (const address of [left, pending]) await door.leave(address);
    await door.postJson(await door.submission(pending));
    const answers = [];
    for (const address of people) answers.push(await door.postJson(await door.submission(address)));
    expect(answers[0]?.statusCode).toBe(200);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(answers[0]?.body).not.toContain('example.com');
  });
});

describe('a signup after a withdrawal', () => {
  test('waits for its confirmation, and opens nothing', async () => {
    const address = 'returning@example.com';
    await door.postJson(await door.submission(address));
    await door.leave(address);
    await door.postJson(await door.submission(address));
    expect(await door.changesOf(address)).toMatchObject([
      { type: 'ConsentGranted' },
      { type: 'ConsentWithdrawn' },
      { type: 'ConsentRequested', basis: 1 },
    ]);
    const gate = await door.ledger.readGate(door.contactOf(address));
    expect(permission(gate, SCOPE, new Date(), OPEN)).toEqual({
      allowed: false,
      reason: 'pending',
    });
  });
});
