import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { TABLE_NAMES } from '../engine.ts';
import { until } from '../infra/local/until.ts';
import { consentDoor, faultsOf, grantOf, json, newsletter } from './consent-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof consentDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await consentDoor(world);
});
afterAll(() => world?.stop());

const PHONE = '07700 900123';
const HOME = '14 Mill Lane, Larkfield, LF1 2AB';

describe('a server reports', () => {
  test('a grant: 201, an event of source api, and an open gate', async () => {
    const receipt = await door.recorded('grant', {
      contact: { email: ' Jane@Example.COM ' },
      grants: [newsletter],
      evidence: { method: 'paper', reference: 'box 7', ip: '2001:db8::1' },
    });
    expect(receipt).toMatchObject({ grants: ['granted'], withdrawals: [] });
    const [event] = await door.eventsOf('email.newsletter', 'jane@example.com');
    expect(event).toMatchObject({
      eventId: receipt.eventIds[0],
      source: 'api',
      changes: [
        {
          type: 'ConsentGranted',
          basis: 0,
          shown: { formId: null, noticeId: 'signup-2026-11', locale: 'en-GB' },
        },
      ],
    });
    expect(await door.reasonFor('email.newsletter', 'jane@example.com')).toBe('consented');
  });

  test('when it was given: its validity counts from then', async () => {
    const givenAt = '2026-01-31T12:00:00+02:00';
    const grants = [{ ...newsletter, givenAt }];
    await door.recorded('dated', { contact: { email: 'dated@example.com' }, grants });
    const [event] = await door.eventsOf('email.newsletter', 'dated@example.com');
    expect(event?.changes).toMatchObject([{ validUntil: '2028-01-31T10:00:00.000Z' }]);
  });

  test('in which language it was asked: another text was rendered', async () => {
    for (const locale of ['en-GB', 'cy-GB']) {
      const body = { contact: { email: 'two@example.com' } };
      const grants = [grantOf('email.offers', { locale })];
      await door.recorded(`in ${locale}`.replace(' ', '-'), { ...body, grants });
    }
    const events = await door.eventsOf('email.offers', 'two@example.com');
    const hashes = events.map(({ changes: [change] }) =>
      change?.type === 'ConsentGranted' ? change.shown.renderedHash : null,
    );
    expect(new Set(hashes).size).toBe(2);
  });

  test('choices at several contact points at once, and they become linked', async () => {
    const email = 'several@example.com';
    const receipt = await door.recorded('several', {
      contact: { email, phone: PHONE, address: HOME },
      grants: [grantOf('email.offers'), grantOf('sms.offers'), grantOf('phone.events')],
      withdrawals: [{ channel: 'post', purpose: 'catalogue' }],
    });
    expect(receipt).toMatchObject({
      grants: ['granted', 'granted', 'granted'],
      withdrawals: ['withdrawn'],
    });
    expect(receipt.eventIds).toHaveLength(3);
    expect(await door.reasonFor('sms.offers', PHONE)).toBe('consented');
    expect(await door.reasonFor('post.catalogue', HOME)).toBe('objected');
    expect(await door.reasonFor('post.offers', HOME)).toBe('not_objected');
    expect(new Set(await door.linksOf('email.offers', email))).toEqual(
      new Set([door.contactOf('sms.offers', PHONE), door.contactOf('post.offers', HOME)]),
    );
    const [objection] = await door.eventsOf('post.catalogue', HOME);
    expect(objection?.changes).toMatchObject([{ reason: 'objected' }]);
  });

  test('a grant where a withdrawal stands: reported, and nothing is stored', async () => {
    const contact = { email: 'gone@example.com' };
    await door.recorded('gone-1', { contact, withdrawals: [{ channel: 'email' }] });
    const receipt = await door.recorded('gone-2', { contact, grants: [newsletter] });
    expect(receipt).toMatchObject({ grants: ['withdrawal_stands'], eventIds: [] });
    expect(await door.eventsOf('email.newsletter', contact.email)).toHaveLength(1);
    expect(await door.reasonFor('email.newsletter', contact.email)).toBe('withdrawn');
  });

  test.each([
    ['a scope', [{ channel: 'email', purpose: 'offers' }], ['withdrawn', 'consented']],
    ['a channel', [{ channel: 'email' }], ['withdrawn', 'withdrawn']],
    ['everything', [{}], ['withdrawn', 'withdrawn']],
  ])('a withdrawal of %s, which covers just that', async (what, withdrawals, reasons) => {
    const email = `${what.replace(' ', '-')}@example.com`;
    const grants = [grantOf('email.offers'), grantOf('email.newsletter')];
    await door.recorded(`${email}-1`, { contact: { email }, grants });
    await door.recorded(`${email}-2`, { contact: { email }, withdrawals });
    expect([
      await door.reasonFor('email.offers', email),
      await door.reasonFor('email.newsletter', email),
    ]).toEqual(reasons);
  });

  test('an objection to post, which reaches the address as another list spells it', async () => {
    const spellings = [
      ['Flat 2, 14 High Street, EH1 1AA', 'Mrs J Smith, 2/14 High Street, EH1 1AA, Scotland'],
      ['Rose Cottage, Mill Lane, LF1 2AF', 'Mrs J Smith\nRose Cottage\nMill Lane\nLF1 2AF\nUK'],
      ["Miller's Barn, Mill Lane, LF1 2AD", 'MILLERS BARN, LF1 2AD'],
      ['14a Mill Lane, LF1 2AE', '14 A Mill Lane, LF1 2AE'],
    ];
    for (const [index, [objected = '', listed = '']] of spellings.entries()) {
      expect(await door.reasonFor('post.offers', listed)).toBe('not_objected');
      const body = { contact: { address: objected }, withdrawals: [{ channel: 'post' }] };
      await door.recorded(`post-${index}`, body);
      expect(await door.reasonFor('post.offers', listed)).toBe('objected');
    }
  });

  test('that someone wants no texts, whatever kind of number it is', async () => {
    const body = { contact: { phone: '+44 1632 960123' }, withdrawals: [{ channel: 'sms' }] };
    expect(await door.recorded('landline', body)).toMatchObject({ withdrawals: ['withdrawn'] });
  });
});

describe('stopping everything', () => {
  test('reaches what was ever named together with the contact point, and says nothing of it', async () => {
    const [email, phone] = ['linked@example.com', '07700 900456'];
    const grants = [grantOf('email.offers'), grantOf('sms.offers')];
    await door.recorded('linked-1', { contact: { email, phone }, grants });
    const body = { contact: { email }, withdrawals: [{}] };
    const receipt = await door.recorded('linked-2', body);
    expect(receipt).toMatchObject({ withdrawals: ['withdrawn'] });
    expect(receipt.eventIds).toHaveLength(1);
    expect(await door.reasonFor('sms.offers', phone)).toBe('withdrawn');
    expect((await door.consent('linked-2', body)).body).toBe(JSON.stringify(receipt));
    expect(await door.eventsOf('sms.offers', phone)).toHaveLength(2);
  });

  test('reaches 100 linked contact points, more than one transaction holds', async () => {
    const hub = '07700 900789';
    const emails = Array.from({ length: 100 }, (_, index) => `member-${index}@example.com`);
    for (const email of emails) {
      const grants = [grantOf('email.offers'), grantOf('sms.offers')];
      await door.recorded(`hub-${email}`, { contact: { email, phone: hub }, grants });
    }
    const body = { contact: { phone: hub }, withdrawals: [{}] };
    await door.recorded('hub-stop', body);
    const reasons = await Promise.all(emails.map((email) => door.reasonFor('email.offers', email)));
    expect(new Set(reasons)).toEqual(new Set(['withdrawn']));
    expect((await door.consent('hub-stop', body)).statusCode).toBe(200);
    const counts = await Promise.all(
      emails.map(async (email) => (await door.eventsOf('email.offers', email)).length),
    );
    expect(new Set(counts)).toEqual(new Set([2]));
  });
});

describe('the same request again', () => {
  test('200, the same receipt to the byte, and nothing is added', async () => {
    const contact = { email: 'again@example.com' };
    const bodies = [
      { contact, grants: [newsletter] },
      { contact, withdrawals: [{ channel: 'email' }] },
      { contact, grants: [newsletter] },
      { contact, withdrawals: [{ channel: 'email' }] },
    ];
    const first = [];
    for (const [index, body] of bodies.entries()) first.push(await door.consent(`a${index}`, body));
    expect(first.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201, 201]);
    for (const [index, body] of bodies.entries()) {
      const again = await door.consent(`a${index}`, body);
      expect(again).toEqual({ ...first[index], statusCode: 200 });
    }
    expect(await door.eventsOf('email.newsletter', contact.email)).toHaveLength(2);
  });

  test('IDM-5: ten times at once: one event, one receipt, answered with 201 once', async () => {
    const body = { contact: { email: 'at-once@example.com' }, grants: [newsletter] };
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => door.consent('at-once', body)),
    );
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1);
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    expect(await door.eventsOf('email.newsletter', 'at-once@example.com')).toHaveLength(1);
  });

  test('IDM-2: with another body: 422, whatever became of the first, and no yes in it counts', async () => {
    const contact = { email: 'other@example.com' };
    const withdrawals = [{ channel: 'email' }];
    for (const key of ['first', 'unchanged']) {
      await door.recorded(`other-${key}`, { contact, withdrawals });
      for (const body of [
        { contact, withdrawals, evidence: { method: 'phone' } },
        { contact: { email: 'another@example.com' }, grants: [newsletter] },
      ]) {
        const answer = await door.consent(`other-${key}`, body);
        expect(answer.statusCode).toBe(422);
        expect(json(answer).type).toContain('idempotency_key_reused');
      }
    }
    expect(await door.eventsOf('email.offers', contact.email)).toHaveLength(1);
    expect(await door.eventsOf('email.offers', 'another@example.com')).toEqual([]);
  });

  test('IDM-2: with another body: 422, and a no in it is in force all the same', async () => {
    const [first, second] = [{ email: 'reused-1@example.com' }, { email: 'reused-2@example.com' }];
    await door.recorded('reused', { contact: first, grants: [newsletter] });
    await door.recorded('reused-before', { contact: second, grants: [newsletter] });
    const body = { contact: second, withdrawals: [{ channel: 'email' }] };
    for (let time = 0; time < 2; time++) {
      const answer = await door.consent('reused', body);
      expect(answer.statusCode).toBe(422);
      expect(json(answer)).toMatchObject({
        type: expect.stringContaining('idempotency_key_reused'),
        detail: expect.stringMatching(/Recorded and put in force all the same.*: withdrawals\/0\./),
      });
    }
    expect(await door.reasonFor('email.newsletter', second.email)).toBe('withdrawn');
    expect(await door.eventsOf('email.newsletter', second.email)).toHaveLength(2);
    expect(await door.reasonFor('email.newsletter', first.email)).toBe('consented');
  });

  test('the keys of different clients never meet', async () => {
    for (const client of ['shop', 'till']) {
      const contact = { email: `${client}@example.com` };
      const answer = await door.consent('shared', { contact, grants: [newsletter] }, client);
      expect(answer.statusCode).toBe(201);
    }
  });
});

test('a withdrawal is answered only when no covered send can start any more', async () => {
  const email = 'drained@example.com';
  await door.recorded('drained-1', { contact: { email }, grants: [newsletter] });
  const contactId = door.contactOf('email.newsletter', email);
  const update = (expression: string, values?: object) =>
    world.dynamo.send(
      new UpdateCommand({
        TableName: TABLE_NAMES.GATE_TABLE,
        Key: { contactId },
        UpdateExpression: expression,
        ...(values && { ExpressionAttributeValues: { ...values } }),
      }),
    );
  const permit = { scope: 'email.newsletter', at: new Date().toISOString() };
  await update('SET permits.p1 = :permit', { ':permit': permit });
  const order: string[] = [];
  const answered = door
    .recorded('drained-2', { contact: { email }, withdrawals: [{}] })
    .then(() => order.push('answered'));
  const count = async () => (await door.eventsOf('email.newsletter', email)).length;
  await until('the withdrawal is on record', async () => (await count()) === 2);
  // Long enough for an answer that does not wait to be on its way.
  await sleep(400);
  order.push('released');
  await update('REMOVE permits.p1');
  await answered;
  expect(order).toEqual(['released', 'answered']);
});

describe('a no that can be read counts, whatever is wrong beside it:', () => {
  const no = [{ channel: 'email' }];
  const stops: [string, (contact: object) => object, string][] = [
    [
      'a phone number that nothing needs',
      (contact) => ({ contact: { ...contact, phone: 'not a number' }, withdrawals: no }),
      '#/contact/phone',
    ],
    [
      'a phone number, and everything is to stop',
      (contact) => ({ contact: { ...contact, phone: 'not a number' }, withdrawals: [{}] }),
      '#/contact/phone',
    ],
    [
      'a contact of no known kind',
      (contact) => ({ contact: { ...contact, fax: '1' }, withdrawals: no }),
      '#/contact/fax',
    ],
    [
      'evidence',
      (contact) => ({ contact, withdrawals: no, evidence: { method: 'web', ip: 'fe80::1%eth0' } }),
      '#/evidence/ip',
    ],
    ['an unknown field', (contact) => ({ contact, withdrawals: no, ref: 'ticket 7' }), '#/ref'],
    [
      'an unknown field in its line',
      (contact) => ({ contact, withdrawals: [{ channel: 'email', note: 'by phone' }] }),
      '#/withdrawals/0/note',
    ],
    [
      'a grant that names no wording',
      (contact) => ({
        contact,
        withdrawals: no,
        grants: [grantOf('sms.offers', { wordingId: 'x' })],
      }),
      '#/grants/0/wordingId',
    ],
    [
      'a list of grants that is none',
      (contact) => ({ contact, withdrawals: no, grants: 'newsletter' }),
      '#/grants',
    ],
    [
      'a yes to the same',
      (contact) => ({ contact, withdrawals: no, grants: [newsletter] }),
      '#/withdrawals/0',
    ],
    [
      'another no, that cannot be read',
      (contact) => ({ contact, withdrawals: [...no, { purpose: 'offers' }, 'sms', null] }),
      '#/withdrawals/1/channel',
    ],
  ];

  test.each(stops)('%s', async (what, bodyOf, pointer) => {
    const email = `${what.replace(/\W+/g, '-')}@example.com`;
    await door.recorded(`before ${what}`.replace(/\W+/g, '-'), {
      contact: { email },
      grants: [newsletter, grantOf('email.offers')],
    });
    const key = `stop ${what}`.replace(/\W+/g, '-');
    for (let time = 0; time < 2; time++) {
      const answer = await door.consent(key, bodyOf({ email }));
      expect(answer.statusCode).toBe(422);
      expect(Object.keys(faultsOf(answer))).toContain(pointer);
      expect(json(answer).detail).toMatch(
        /Recorded and put in force all the same.*: withdrawals\/0\.$/,
      );
      expect(await door.reasonFor('email.newsletter', email)).toBe('withdrawn');
      expect(await door.reasonFor('email.offers', email)).toBe('withdrawn');
    }
    expect(await door.eventsOf('email.newsletter', email)).toHaveLength(2);
  });

  test('and once it is mended, the whole can be sent under the same key', async () => {
    const contact = { email: 'mended@example.com', phone: PHONE };
    const withdrawals = [{ channel: 'email' }];
    const faulty = grantOf('sms.offers', { wordingId: 'x' });
    expect(
      (await door.consent('mended', { contact, withdrawals, grants: [faulty] })).statusCode,
    ).toBe(422);
    const whole = { contact, withdrawals, grants: [grantOf('sms.offers')] };
    expect(await door.recorded('mended', whole)).toMatchObject({ withdrawals: ['unchanged'] });
  });

  test('what can be read of its evidence is kept', async () => {
    const contact = { email: 'kept@example.com' };
    const evidence = { method: 'web', ip: 'fe80::1%eth0', reference: 'ticket 7' };
    await door.consent('kept', { contact, withdrawals: [{}], evidence });
    const [event] = await door.eventsOf('email.newsletter', contact.email);
    expect(event).toHaveProperty('evidenceHash');
  });

  test('everything stops at what is linked, too', async () => {
    const [email, phone] = ['linked-stop@example.com', '07700 900457'];
    const grants = [grantOf('email.offers'), grantOf('sms.offers')];
    await door.recorded('linked-stop-1', { contact: { email, phone }, grants });
    await door.consent('linked-stop-2', { contact: { email }, withdrawals: [{}], ref: 'ticket 7' });
    expect(await door.reasonFor('sms.offers', phone)).toBe('withdrawn');
  });

  test('a purpose that the catalogue has retired or never had can be stopped', async () => {
    const body = {
      contact: { email: 'retired@example.com' },
      withdrawals: [{ channel: 'email', purpose: 'retired' }],
    };
    expect(await door.recorded('retired', body)).toMatchObject({ withdrawals: ['withdrawn'] });
  });

  test('nothing is made of a line that says less than everything in words not known here', async () => {
    const contact = { email: 'unclear@example.com' };
    const answer = await door.consent('unclear', { contact, withdrawals: [{ chanel: 'email' }] });
    expect(answer.statusCode).toBe(422);
    expect(json(answer).detail).not.toMatch(/put in force/);
    expect(await door.eventsOf('email.newsletter', contact.email)).toEqual([]);
  });
});

describe('of a client over its rate', () => {
  const over = { limit: 30_000, remaining: 0, reset: 7, limited: true };
  const contact = { email: 'storm@example.com' };

  test('a no is taken, with or without faults', async () => {
    const no = await door.consent('over-1', { contact, withdrawals: [{}] }, 'shop', 'record', over);
    expect(no).toMatchObject({ statusCode: 201, headers: { ratelimit: '"client";r=0;t=7' } });
    const other = { email: 'storm-2@example.com' };
    const odd = { contact: other, withdrawals: [{}], grants: [], ref: 'ticket 7' };
    expect((await door.consent('over-2', odd, 'shop', 'record', over)).statusCode).toBe(422);
    expect(await door.reasonFor('email.newsletter', other.email)).toBe('withdrawn');
  });

  test('whatever else comes with it waits: 429', async () => {
    const bodies = [
      { contact, grants: [newsletter] },
      { contact, grants: [newsletter], withdrawals: [{ channel: 'sms' }] },
      { contact, grants: 'x', withdrawals: [{}] },
      { contact: {}, withdrawals: [{}] },
      { contact },
      [],
    ];
    for (const body of bodies) {
      const answer = await door.consent('over-3', body, 'shop', 'record', over);
      expect(answer).toMatchObject({ statusCode: 429, headers: { 'retry-after': '7' } });
    }
  });
});

describe('refused, and nothing is stored:', () => {
  const contact = { email: 'refused@example.com' };
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
  const grant = (change: object) => ({ contact, grants: [{ ...newsletter, ...change }] });

  const refusals: [string, unknown, Record<string, RegExp>][] = [
    ['no contact', { contact: {}, grants: [newsletter] }, { '#/contact': /at least one/ }],
    ['nothing said', { contact }, { '#': /at least one grant or withdrawal/ }],
    [
      'row 27: a transactional purpose',
      grant({ purpose: 'service' }),
      { '#/grants/0/purpose': /not a marketing purpose.*newsletter, offers, events/ },
    ],
    [
      'row 26: a purpose that this channel does not have',
      { contact: { phone: PHONE }, grants: [{ ...newsletter, channel: 'sms' }] },
      { '#/grants/0/purpose': /not offered by sms: choose from offers, events/ },
    ],
    [
      'a purpose without its channel',
      { contact, withdrawals: [{ purpose: 'offers' }] },
      { '#/withdrawals/0/channel': /needed/ },
    ],
    ['row 8: a date to come', grant({ givenAt: tomorrow }), { '#/grants/0/givenAt': /future/ }],
    [
      'a date that the calendar lacks',
      grant({ givenAt: '2026-02-30T10:00:00Z' }),
      { '#/grants/0/givenAt': /ISO/ },
    ],
    ['an unknown wording', grant({ wordingId: 'x' }), { '#/grants/0/wordingId': /catalogue/ }],
    [
      'a wording of another scope',
      grant({ wordingId: 'offers-email-2026-11' }),
      { '#/grants/0/wordingId': /asks for email.offers, not for email.newsletter/ },
    ],
    ['an unknown notice', grant({ noticeId: 'x' }), { '#/grants/0/noticeId': /catalogue/ }],
    [
      'a language that its texts lack',
      grant({ locale: 'fr-FR' }),
      { '#/grants/0/locale': /en-GB/ },
    ],
    ['A41: no language', grant({ locale: 'constructor' }), { '#/grants/0/locale': /en-GB/ }],
    [
      'PEC-3: the soft opt-in as its ground',
      grant({ ground: 'soft_opt_in' }),
      { '#/grants/0/ground': /not known/ },
    ],
    [
      'PEC-3: a legitimate interest as its basis',
      { contact, grants: [newsletter], basis: 'legitimate_interest' },
      { '#/basis': /not known/ },
    ],
    ['yes twice', { contact, grants: [newsletter, newsletter] }, { '#/grants/1': /grant 0/ }],
    [
      'a choice whose contact is missing',
      { contact, grants: [grantOf('sms.offers')], withdrawals: [{ channel: 'post' }] },
      { '#/contact/phone': /grants\/0 is about sms/, '#/contact/address': /withdrawals\/0/ },
    ],
    [
      'contacts that cannot be read',
      { contact: { email: 'jane', phone: '12', address: 'Mill Lane' }, withdrawals: [{}] },
      { '#/contact/email': /@/, '#/contact/phone': /07700/, '#/contact/address': /postcode/ },
    ],
    [
      'a number of an uncertain country',
      { contact: { phone: '020 1234' }, withdrawals: [{}] },
      { '#/contact/phone': /country code|phone number/ },
    ],
    [
      'texts to a number that gets none',
      { contact: { phone: '+44 1632 960123' }, grants: [grantOf('sms.offers')] },
      { '#/contact/phone': /mobile/ },
    ],
    [
      'evidence of no kind',
      { contact, grants: [newsletter], evidence: { method: 'hearsay', ip: 'home', more: 1 } },
      { '#/evidence/method': /web/, '#/evidence/ip': /./, '#/evidence/more': /not known/ },
    ],
    [
      'evidence without end',
      { contact, grants: [newsletter], evidence: { method: 'web', text: 'x'.repeat(4_001) } },
      { '#/evidence/text': /4000/ },
    ],
    [
      '17 grants',
      { contact, grants: Array.from({ length: 17 }, () => newsletter) },
      { '#/grants': /16/ },
    ],
  ];

  test.each(refusals)('%s', async (_, body, faults) => {
    const answer = await door.consent('refused', body);
    expect(answer.statusCode).toBe(422);
    const found = faultsOf(answer);
    expect(Object.keys(found).toSorted()).toEqual(Object.keys(faults).toSorted());
    for (const [pointer, fix] of Object.entries(faults)) expect(found[pointer]).toMatch(fix);
    expect(answer.body).not.toMatch(/refused@example/);
    expect(await door.eventsOf('email.newsletter', contact.email)).toEqual([]);
  });

  test('a key without the scope: 403, before anything is read', async () => {
    const answer = await door.consent('scope', 'not even JSON', 'shop', 'check import');
    expect(answer.statusCode).toBe(403);
  });

  test('IDM-2: no Idempotency-Key: 400', async () => {
    const answer = await door.consent(null, { contact, grants: [newsletter] });
    expect(answer.statusCode).toBe(400);
    expect(json(answer).type).toContain('idempotency_key_missing');
  });
});
