import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ContactKind } from '../../events/scope.ts';
import { contactIdOf } from '../../shared/domain/contact-id.ts';
import { linkedContacts } from '../../shared/ledger/links-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { FORM_TYPE, formDoor, problemOf } from './form-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof formDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await formDoor(world);
});
afterAll(() => world?.stop());

const post = { formId: 'contact' };

async function submission(fields: Record<string, unknown>) {
  const { body } = await door.get('contact');
  return { age: '13-or-over', ...fields, formToken: JSON.parse(body ?? '').formToken };
}

const idOf = (kind: ContactKind, address: string) => contactIdOf(door.keys.pepper, kind, address);
const changesAt = async (kind: ContactKind, address: string) =>
  (await door.ledger.readEvents(idOf(kind, address))).flatMap(({ changes }) => changes);

describe('a form with choices on every channel', () => {
  test('asks for what its choices need, in either language', async () => {
    const english = JSON.parse((await door.get('contact')).body ?? '');
    const welsh = JSON.parse((await door.get('contact', { locale: 'cy-GB' })).body ?? '');
    expect(english).toMatchObject({ locale: 'en-GB', fields: ['email', 'phone', 'address'] });
    expect(welsh).toMatchObject({ locale: 'cy-GB', fields: ['email', 'phone', 'address'] });
    expect(welsh.choices[0].wording.text).not.toBe(english.choices[0].wording.text);
  });

  test('ICO-2: writes to each contact point what was ticked for it, and nothing else', async () => {
    const fields = await submission({
      email: 'several@example.com',
      phone: '07700 900123',
      address: '14 Mill Lane\nLarkfield\nLF1 2AB',
      consents: ['email.offers', 'sms.offers', 'phone.events', 'post.catalogue'],
    });
    expect(await door.postJson(fields, post)).toMatchObject({ statusCode: 200 });
    expect(await changesAt('email', 'several@example.com')).toMatchObject([
      { type: 'ConsentGranted', scope: 'email.offers', basis: 0 },
    ]);
    expect(await changesAt('phone', '+447700900123')).toMatchObject([
      { type: 'ConsentGranted', scope: 'sms.offers' },
      { type: 'ConsentGranted', scope: 'phone.events', tpsSeen: 0 },
    ]);
    expect(await changesAt('postal', 'LF1 2AB|14')).toMatchObject([
      { type: 'ConsentWithdrawn', cover: 'post.catalogue', reason: 'objected' },
    ]);
  });

  test('links the contact points that it names together, each with all others', async () => {
    const fields = await submission({
      email: 'linked@example.com',
      phone: '07700 900456',
      consents: ['email.offers', 'sms.offers'],
    });
    await door.postJson(fields, post);
    const [email, phone] = [idOf('email', 'linked@example.com'), idOf('phone', '+447700900456')];
    const linked = (id: string) => linkedContacts(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, id);
    expect([await linked(email), await linked(phone)]).toEqual([[phone], [email]]);
  });

  test('links also those that were asked about before, each alone, where nothing is added', async () => {
    const one = { email: 'apart@example.com', consents: ['email.events'] };
    const other = { phone: '07700 900457', consents: ['sms.events'] };
    await door.postJson(await submission(one), post);
    await door.postJson(await submission(other), post);
    const consents = [...one.consents, ...other.consents];
    await door.postJson(await submission({ ...one, ...other, consents }), post);
    const [email, phone] = [idOf('email', one.email), idOf('phone', '+447700900457')];
    expect(await door.ledger.readEvents(email)).toHaveLength(1);
    expect(await door.ledger.readEvents(phone)).toHaveLength(1);
    const linked = (id: string) => linkedContacts(world.dynamo, TABLE_NAMES.OPERATIONS_TABLE, id);
    expect([await linked(email), await linked(phone)]).toEqual([[phone], [email]]);
  });

  test('A17: names the countries that texts go to, in the language of the form', async () => {
    const fields = { phone: '+53 5 123 4567', consents: ['sms.events'] };
    const answers = [
      await door.postJson(await submission(fields), { ...post, query: { lang: 'en-GB' } }),
      await door.postJson(await submission(fields), { ...post, query: { lang: 'cy-GB' } }),
    ];
    expect(answers.map(({ body }) => JSON.parse(body ?? '').errors)).toEqual([
      [
        {
          detail: 'Enter a mobile number of a country that we send texts to: United Kingdom',
          pointer: '#/phone',
        },
      ],
      [{ detail: expect.stringContaining('Y Deyrnas Unedig'), pointer: '#/phone' }],
    ]);
    const page = await door.post(
      String(
        new URLSearchParams({
          phone: fields.phone,
          ...(await submission({})),
          consents: 'sms.events',
        }),
      ),
      { ...post, type: FORM_TYPE },
    );
    expect(page.body).toContain('id="contact-phone-error">Enter a mobile number of a country that');
  });

  test('A17: takes calls to any country, since the company makes them itself', async () => {
    const fields = await submission({ phone: '+353 85 012 3456', consents: ['phone.events'] });
    expect(await door.postJson(fields, post)).toMatchObject({ statusCode: 200 });
  });

  test('keeps nothing of a field that no choice needs', async () => {
    const fields = await submission({
      email: 'needed@example.com',
      phone: '07700 900789',
      consents: ['email.offers'],
    });
    expect(await door.postJson(fields, post)).toMatchObject({ statusCode: 200 });
    expect(await changesAt('phone', '+447700900789')).toEqual([]);
  });

  test('adds nothing when it is sent once more', async () => {
    const fields = await submission({
      email: 'twice@example.com',
      phone: '07700 900321',
      consents: ['email.offers', 'sms.offers'],
    });
    await door.postJson(fields, post);
    const before = await door.ledgerItems();
    expect(await door.postJson(fields, post)).toMatchObject({ statusCode: 200 });
    expect(await door.ledgerItems()).toBe(before);
  });

  const refusals: [string, Record<string, unknown>, string[]][] = [
    ['a text without a number', { consents: ['sms.offers'] }, ['#/phone']],
    ['FRM-4: words for a number', { phone: 'my number', consents: ['sms.offers'] }, ['#/phone']],
    [
      'TEL-6: texts to a landline',
      { phone: '(020) 7946 0018', consents: ['sms.offers'] },
      ['#/phone'],
    ],
    [
      'TEL-6: calls to a premium number',
      { phone: '0909 8790000', consents: ['phone.events'] },
      ['#/phone'],
    ],
    [
      'TEL-7: a number that may be of another country',
      { phone: '415 555 2671', consents: ['phone.events'] },
      ['#/phone'],
    ],
    ...['+53 5 123 4567', '+880 1712-345678', '+247 62345', '07797 712345'].map(
      (phone): [string, Record<string, unknown>, string[]] => [
        `A17: texts to ${phone}, of a country that the catalogue does not list`,
        { phone, consents: ['sms.events'] },
        ['#/phone'],
      ],
    ),
    [
      'PST-6: an address without a postcode',
      { address: '14 Mill Lane', consents: ['post.offers'] },
      ['#/address'],
    ],
    [
      'a faulty field, though another is fine',
      { email: 'fine@example.com', phone: '1', consents: ['email.offers'] },
      ['#/phone'],
    ],
    ['everything missing', { consents: ['email.offers', 'sms.offers'] }, ['#/email', '#/phone']],
  ];

  test.each(refusals)(
    'refuses %s, names the field and writes nothing',
    async (_, given, pointers) => {
      const before = await door.ledgerItems();
      const answer = await door.postJson(await submission(given), post);
      expect(problemOf(answer)).toMatchObject({ statusCode: 422, pointers });
      expect(await door.ledgerItems()).toBe(before);
    },
  );
});
