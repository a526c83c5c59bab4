import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { sheetOf } from '../../shared/domain/preference-sheet.ts';
import { readPreferences } from '../../shared/preferences/read-preferences.ts';
import { putSuppression } from '../../shared/suppression-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { preferencesDoor } from './preferences-door.ts';
import { type QueueWorld, startQueues } from './queue-world.ts';
import { newContact } from './unsubscribe-door.ts';
import { pointEnvironmentAt, startWorld, type World } from './world.ts';

let world: World;
let queues: QueueWorld;
let door: Awaited<ReturnType<typeof preferencesDoor>>;
beforeAll(async () => {
  world = await startWorld();
  queues = await startQueues('service-emails', 'service-texts');
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    SERVICE_EMAIL_QUEUE_URL: queues.urlOf('service-emails'),
    SERVICE_TEXT_QUEUE_URL: queues.urlOf('service-texts'),
  });
  door = await preferencesDoor(world);
});
afterAll(async () => {
  await queues?.stop();
  await world?.stop();
});

const GRANTED = 'ConsentGranted';
const STOPPED = 'ConsentWithdrawn';

describe('a preference page', () => {
  test('DRK-4: shows every choice with how it stands and since when, and “stop all” before them', async () => {
    const contactId = await door.person('email.offers', 'email.events');
    await door.stop(contactId, 'email.events');
    const { body } = await door.open(door.tokenOf(contactId));
    const today = new Intl.DateTimeFormat('en-GB', {
      ...{ dateStyle: 'long', timeZone: 'Europe/London' },
    }).format(new Date());
    const text = body.replace(/<style>.*?<\/style>|<[^>]+>/gs, '').replace(/\s+/g, ' ');
    expect(text).toContain(`Offers and sales On: your yes is on record since ${today}.`);
    expect(text).toContain(`Open days and courses Off: stopped on ${today}.`);
    expect(text).toContain('Monthly newsletter Off: never asked for.');
    expect(body.indexOf('value="everything"')).toBeLessThan(body.indexOf('<fieldset>'));
  });

  test('GDP-7: says in full what a form says beside the same choices, in either language', async () => {
    const contactId = await door.person('email.offers');
    for (const lang of catalogue.locales) {
      const { body } = await door.open(door.tokenOf(contactId), lang);
      const { locale, notices } = sheetOf(catalogue, 'email', lang);
      expect(locale).toBe(lang);
      for (const { id } of notices) {
        const items = Object.values(catalogue.notices.find((one) => one.id === id)?.items ?? {});
        expect(items).toHaveLength(12);
        for (const text of items) expect(body).toContain(`<dd>${text[lang]}</dd>`);
      }
    }
  });

  test('DRK-4: names the day that a yes was given, not the day that somebody reported it', async () => {
    const contactId = newContact();
    await door.reported(contactId, 'email.offers', new Date('2026-01-15T12:00:00Z'));
    const { body } = await door.open(door.tokenOf(contactId));
    expect(body).toContain('your yes is on record since 15 January 2026');
  });

  test('FRM-1: has nothing ticked, and each choice by its native box with a label', async () => {
    const contactId = await door.person('email.offers');
    const { body } = await door.open(door.tokenOf(contactId));
    expect(body).not.toMatch(/checked|selected/);
    const boxes = body.match(/<label class="pick"><input type="checkbox"/g) ?? [];
    expect(boxes).toHaveLength((body.match(/type="checkbox"/g) ?? []).length);
    expect(boxes).toHaveLength(5);
  });

  test('3.3.7, 3.3.8, FRM-8: asks for no address, no password and no script', async () => {
    const contactId = await door.person('email.offers');
    const { body } = await door.open(door.tokenOf(contactId));
    const types = new Set([...body.matchAll(/<input[^>]* type="(\w+)"/g)].map(([, type]) => type));
    expect([...types, ...(body.match(/<input[^>]* type="hidden"/) ?? [])]).toEqual([
      ...['checkbox', 'hidden'],
      '<input type="hidden"',
    ]);
  });

  test('2.4.2, 4.1.3: has a title that names page and company, and its result a status', async () => {
    const contactId = await door.person('email.offers');
    const { body, submit } = await door.open(door.tokenOf(contactId));
    expect(body).toContain('<title>What we send you – Larkfield Garden Supplies Ltd</title>');
    expect((await submit([['off', 'email.offers']])).body).toContain('role="status"');
  });

  test('DRK-2, DRK-3: shames nobody, pauses nothing, asks nothing back, and has buttons of one kind', async () => {
    const contactId = await door.person('email.offers');
    const token = door.tokenOf(contactId);
    const pages = [
      (await door.open(token)).body,
      (await door.call('GET', door.expired(contactId))).body ?? '',
      (await door.press(token, 'stop=everything')).body ?? '',
    ];
    for (const body of pages) {
      const text = body.replace(/<style>.*?<\/style>|<[^>]+>/gs, ' ');
      expect(text).not.toMatch(
        /\b(are you sure|miss out|sorry to|pause|snooze|instead|hate|last chance)\b/i,
      );
      expect(body).not.toMatch(/<button[^>]* class=/);
    }
  });

  test('of a number shows texts and calls, and of an address nothing of a number', async () => {
    const { email, phone } = await door.household();
    const texted = await door.open(door.tokenOf(phone, 'sms'));
    expect(texted.body).toMatch(/By text message[\s\S]*By phone call[\s\S]*By post/);
    const mailed = await door.open(door.tokenOf(email));
    expect(mailed.body).not.toMatch(/sms\.|phone\./);
  });

  test('1.3.1: heads post as it heads every other way to be written to', async () => {
    const { phone } = await door.household();
    const { body } = await door.open(door.tokenOf(phone, 'sms'));
    const heads = [...body.matchAll(/<h2>(By [^<]+)<\/h2>/g)].map(([, head]) => head);
    expect(heads).toEqual(['By text message', 'By phone call', 'By post']);
  });

  test('tells an address nothing of what is linked to it, not even that anything is', async () => {
    const { email } = await door.household();
    const alone = await door.person('email.offers');
    const strip = (body: string) => body.replace(/name="seen" value="[^"]+"/, '');
    const [one, other] = [
      await door.open(door.tokenOf(email)),
      await door.open(door.tokenOf(alone)),
    ];
    const withoutMinute = (body: string) => strip(body).replace(/in force since [^.]+\./, '');
    expect(withoutMinute(one.body)).toBe(withoutMinute(other.body));
  });

  test.each(['GET', 'HEAD', 'OPTIONS'])('OCU-13: is changed by no look: %s', async (method) => {
    const contactId = await door.person('email.offers');
    const before = await door.ledger.readGate(contactId);
    const { statusCode } = await door.call(method, door.tokenOf(contactId));
    expect(statusCode).toBeLessThan(300);
    expect(await door.ledger.readGate(contactId)).toEqual(before);
    expect(await door.changes(contactId)).toEqual([`${GRANTED} email.offers`]);
  });

  test('is under 20 kB, has no script, no cookie and no cache, and sends no referrer', async () => {
    const contactId = await door.person('email.offers', 'email.events', 'email.newsletter');
    for (const lang of catalogue.locales) {
      const { body = '', headers } = await door.call('GET', door.tokenOf(contactId), {
        query: { lang },
      });
      expect(Buffer.byteLength(body)).toBeLessThan(20_000);
      expect(body).toContain(`<html lang="${lang}">`);
      expect(body).not.toMatch(/<script|onclick|javascript:/);
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty('set-cookie');
    }
  });

  test.each(['', 'x', 'p1.k1.e.abc.AAAA', '%00'])('A4: %p is no link: 404', async (token) => {
    for (const method of ['GET', 'POST']) {
      expect((await door.call(method, token)).statusCode).toBe(404);
    }
  });
});

describe('what is ticked', () => {
  test('is written, exactly that, and what is not ticked is left alone', async () => {
    const contactId = await door.person('email.offers', 'email.events');
    const { submit } = await door.open(door.tokenOf(contactId));
    const { statusCode, body } = await submit([
      ['off', 'email.offers'],
      ['on', 'email.newsletter'],
    ]);
    expect(statusCode).toBe(200);
    expect(await door.changes(contactId)).toEqual([
      `${GRANTED} email.offers`,
      `${GRANTED} email.events`,
      `${STOPPED} email.offers`,
      `${GRANTED} email.newsletter`,
    ]);
    expect((await door.ledger.readEvents(contactId)).at(-1)).toMatchObject({
      source: 'preference-page',
      changes: [{}, { basis: 0, shown: { formId: null, wordingId: 'newsletter-email-2026-11' } }],
    });
    expect(body).toContain('role="status">\n<h1>Your changes are recorded</h1>');
    expect(body).toContain('Stopped: “Offers and sales” by email.');
    expect(body).toContain('On from now: “Monthly newsletter” by email.');
    expect(body).not.toContain('Open days');
  });

  test('ICO-2: of one purpose on one channel leaves every other as it was', async () => {
    const contactId = await door.person('sms.offers', 'phone.events');
    const { submit } = await door.open(door.tokenOf(contactId, 'sms'));
    await submit([['off', 'sms.offers']]);
    expect(await door.mayStart(contactId, 'sms.offers')).toBe(false);
    expect(await door.mayStart(contactId, 'phone.events')).toBe(true);
  });

  test('twice, by a reload or a second finger, is written once and told the same', async () => {
    const contactId = await door.person('email.offers');
    const { submit } = await door.open(door.tokenOf(contactId));
    const ticks: [string, string][] = [
      ['off', 'email.offers'],
      ['on', 'email.events'],
    ];
    await Promise.all([submit(ticks), submit(ticks)]);
    const { statusCode } = await submit(ticks);
    expect(statusCode).toBe(200);
    expect(await door.changes(contactId)).toEqual([
      `${GRANTED} email.offers`,
      `${STOPPED} email.offers`,
      `${GRANTED} email.events`,
    ]);
  });

  test('twice, of calls to a number that nobody has looked up yet, is written once as well', async () => {
    const contactId = await door.person('sms.offers');
    const { submit } = await door.open(door.tokenOf(contactId, 'sms'));
    const ticks: [string, string][] = [
      ['off', 'sms.offers'],
      ['on', 'phone.events'],
    ];
    await submit(ticks);
    expect((await submit(ticks)).body).toContain('Was on already: calls about “Open days');
    expect(await door.changes(contactId)).toEqual([
      `${GRANTED} sms.offers`,
      `${STOPPED} sms.offers`,
      `${GRANTED} phone.events`,
    ]);
  });

  test('lifts an earlier stop that the page has shown', async () => {
    const contactId = await door.person('email.offers');
    await door.stop(contactId, '*');
    const { submit } = await door.open(door.tokenOf(contactId));
    await submit([['on', 'email.offers']]);
    expect(await door.mayStart(contactId, 'email.offers')).toBe(true);
    expect(await door.mayStart(contactId, 'email.events')).toBe(false);
  });

  test('and says nothing: changes nothing, and says what is missing (FRM-2)', async () => {
    const contactId = await door.person('email.offers');
    const { submit } = await door.open(door.tokenOf(contactId));
    const { statusCode, body } = await submit([]);
    expect(statusCode).toBe(422);
    expect(body).toContain('<title>Error: ');
    expect(body).toMatch(
      /There is a problem[\s\S]*<a class="lone" href="#changes">Tick what you want to change/,
    );
    expect(await door.changes(contactId)).toEqual([`${GRANTED} email.offers`]);
  });

  test('of somebody else’s page, or of what no page offers, is not done', async () => {
    const contactId = await door.person('email.offers');
    const { submit } = await door.open(door.tokenOf(contactId));
    const ticks: [string, string][] = [
      ['on', 'sms.offers'],
      ['on', 'post.offers'],
      ['on', 'email.nothing-of-ours'],
      ['on', 'constructor'],
      ['off', 'sms.offers'],
      ['off', '*'],
    ];
    const { statusCode, body } = await submit(ticks);
    expect(statusCode).toBe(200);
    expect(body).toContain('Not switched on: this mailing.');
    const mallory = await door.person();
    const foreign = await door.open(door.tokenOf(mallory));
    await door.press(
      door.tokenOf(contactId),
      String(
        new URLSearchParams([
          ['on', 'email.events'],
          ['seen', foreign.seen],
        ]),
      ),
    );
    expect(await door.changes(contactId)).toEqual([`${GRANTED} email.offers`]);
  });
});

describe('a page that is old', () => {
  test('A14: grants nothing that was stopped after it was served, and says so', async () => {
    const contactId = await door.person('email.events');
    const { submit } = await door.open(door.tokenOf(contactId));
    await door.stop(contactId, '*');
    const { body } = await submit([['on', 'email.offers']]);
    expect(body).toContain('Not switched on: “Offers and sales” by email.');
    expect(body).toContain('Not everything is in force');
    expect(await door.mayStart(contactId, 'email.offers')).toBe(false);
  });

  test('A14: nor after a stop that changed nothing, which left no event', async () => {
    const contactId = await door.person('email.events');
    await door.stop(contactId, 'email.offers');
    const { submit } = await door.open(door.tokenOf(contactId));
    await door.stop(contactId, 'email.offers');
    expect((await submit([['on', 'email.offers']])).body).toContain('Not switched on');
    expect(await door.mayStart(contactId, 'email.offers')).toBe(false);
  });

  test('stops what is ticked all the same, beside a yes that is void', async () => {
    const contactId = await door.person('email.events', 'email.newsletter');
    const { submit } = await door.open(door.tokenOf(contactId));
    await door.stop(contactId, 'email.offers');
    const { body } = await submit([
      ['on', 'email.offers'],
      ['off', 'email.newsletter'],
    ]);
    expect(body).toContain('Stopped: “Monthly newsletter” by email.');
    expect(await door.mayStart(contactId, 'email.newsletter')).toBe(false);
  });

  test('in a second tab: what the first has done is not done again, and nothing of it is undone', async () => {
    const contactId = await door.person('email.offers');
    const token = door.tokenOf(contactId);
    const [first, second] = [await door.open(token), await door.open(token)];
    await first.submit([['on', 'email.events']]);
    const { body } = await second.submit([
      ['on', 'email.events'],
      ['off', 'email.offers'],
    ]);
    expect(body).toContain('Was on already: “Open days and courses” by email.');
    expect(await door.changes(contactId)).toEqual([
      `${GRANTED} email.offers`,
      `${GRANTED} email.events`,
      `${STOPPED} email.offers`,
    ]);
    const { body: again } = await first.submit([['off', 'email.offers']]);
    expect(again).toContain('Was stopped already: “Offers and sales” by email.');
  });

  test('without what it has shown, or with that altered, says no yes', async () => {
    const contactId = await door.person('email.offers');
    const token = door.tokenOf(contactId);
    const { seen } = await door.open(token);
    for (const marker of ['', `${seen}A`, seen.slice(0, -2), 'v1.k1.e30.AAAA']) {
      const body = String(new URLSearchParams({ on: 'email.events', seen: marker }));
      expect((await door.press(token, body)).body).toContain('The page was too old for it');
    }
    expect(await door.changes(contactId)).toEqual([`${GRANTED} email.offers`]);
  });
});

describe('a link that has expired', () => {
  test('shows nothing of the person, and leads on', async () => {
    const contactId = await door.person('email.offers');
    const { statusCode, body } = await door.call('GET', door.expired(contactId));
    expect(statusCode).toBe(200);
    expect(body).toContain('This link has expired');
    expect(body).not.toMatch(/Offers and sales|on record since|name="seen"/);
    expect(body).toMatch(/name="send" value="link"[\s\S]*name="stop" value="everything"/);
  });

  test.each([
    ['email', 'service-emails'],
    ['sms', 'service-texts'],
  ] as const)('has a fresh one sent by %s on request, with ids only', async (channel, queue) => {
    const contactId = newContact();
    const { statusCode, body } = await door.press(door.expired(contactId, channel), 'send=link');
    expect(statusCode).toBe(202);
    expect(body).toContain('role="status"');
    expect(await queues.drain(queue)).toMatchObject([
      { kind: 'preferences', contactId, locale: 'en-GB' },
    ]);
  });

  test('OCU-16: stops what an open page of it ticked, and everything, and grants nothing', async () => {
    const contactId = await door.person('email.offers', 'email.events');
    const { seen } = await door.open(door.tokenOf(contactId));
    const token = door.expired(contactId);
    const fields: [string, string][] = [
      ['off', 'email.offers'],
      ['on', 'email.newsletter'],
      ['seen', seen],
    ];
    const { body } = await door.press(token, String(new URLSearchParams(fields)));
    expect(body).toContain('Stopped: “Offers and sales” by email.');
    expect(body).toContain('Not switched on: “Monthly newsletter” by email. The page was too old');
    expect(body).not.toContain('How far');
    expect((await door.press(token, 'stop=everything')).body).toContain('You are unsubscribed');
    expect(await door.changes(contactId)).toEqual([
      `${GRANTED} email.offers`,
      `${GRANTED} email.events`,
      `${STOPPED} email.offers`,
      `${STOPPED} *`,
    ]);
  });
});

describe('an expired link', () => {
  test('tells of a stop nothing that stood before it: the same bytes whatever was on record', async () => {
    const [on, stopped, unknown] = [
      await door.person('email.offers'),
      await door.person('email.offers'),
      newContact(),
    ];
    await door.stop(stopped, 'email.offers');
    const bodies = [];
    for (const contactId of [on, stopped, unknown, on]) {
      const answer = await door.press(door.expired(contactId), 'off=email.offers');
      bodies.push({ status: answer.statusCode, body: answer.body });
    }
    expect(bodies[0]?.body).toContain('Stopped: “Offers and sales” by email.');
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });
});

describe('“stop all marketing”', () => {
  test.each(['stop=everything', 'off=email.offers', 'off=email.offers&off=post.offers'])(
    'ICO-5: nobody is written to for having stopped: %s',
    async (body) => {
      const { email, phone } = await door.household();
      for (const token of [door.tokenOf(email), door.expired(phone, 'sms')]) {
        await door.press(token, body);
        await door.press(token, body);
      }
      expect(await queues.drain('service-emails')).toEqual([]);
      expect(await queues.drain('service-texts')).toEqual([]);
    },
  );

  test('GDP-9: reaches every contact point that was ever named together with this one', async () => {
    const { email, phone, post } = await door.household();
    const { statusCode, body } = await door.press(door.tokenOf(email), 'stop=everything');
    expect(statusCode).toBe(200);
    expect(body).toContain('role="status">\n<h1>You are unsubscribed</h1>');
    expect(await door.mayStart(email, 'email.offers')).toBe(false);
    expect(await door.mayStart(phone, 'sms.offers')).toBe(false);
    expect(await door.mayStart(phone, 'phone.events')).toBe(false);
    expect(await door.mayStart(post, 'post.offers')).toBe(false);
  });

  test('counts whatever else is in the form, and again after a new consent', async () => {
    const contactId = await door.person('email.offers');
    const token = door.tokenOf(contactId);
    await door.press(token, 'stop=everything&on=email.offers&seen=x');
    const { submit } = await door.open(token);
    await submit([['on', 'email.offers']]);
    expect(await door.mayStart(contactId, 'email.offers')).toBe(true);
    await door.press(token, 'stop=everything');
    expect(await door.mayStart(contactId, 'email.offers')).toBe(false);
  });
});

describe('“do not post me”', () => {
  test('is an objection at the linked postal address alone, and unticked records nothing', async () => {
    const { email, phone, post } = await door.household();
    const before = [await door.changes(email), await door.changes(phone)];
    const { submit } = await door.open(door.tokenOf(email));
    const { body } = await submit([['off', 'post.offers']]);
    expect(body).toContain('Not to be sent: “Offers and sales” by post.');
    expect(await door.changes(post)).toEqual([
      `${STOPPED} post.catalogue`,
      `${STOPPED} post.offers`,
    ]);
    expect(await door.mayStart(post, 'post.offers')).toBe(false);
    expect([await door.changes(email), await door.changes(phone)]).toEqual(before);
    await submit([['off', 'email.offers']]);
    expect(await door.changes(post)).toHaveLength(2);
  });

  test('A19: says the same to the byte with such an address and without, and no more than is true of both', async () => {
    const { email } = await door.household();
    const alone = await door.person('email.offers');
    const bodies: string[] = [];
    for (const contactId of [email, alone]) {
      for (const ticks of [
        [['off', 'post.offers']],
        [
          ['off', 'post.offers'],
          ['on', 'email.events'],
        ],
      ] as [string, string][][]) {
        const { submit } = await door.open(door.tokenOf(contactId));
        const { body = '' } = await submit(ticks);
        bodies.push(body.replace(/in force since [^.]+\./, ''));
      }
    }
    const [alonePost = '', mixed = '', ...others] = bodies;
    expect(others).toEqual([alonePost, mixed]);
    for (const body of [alonePost, mixed]) {
      expect(body).not.toContain('Stopped');
      expect(body).toContain('If you gave us none, nothing could be recorded: write to');
    }
    expect(alonePost).not.toContain('Your changes are recorded');
    expect(alonePost).toContain('role="status">\n<h1>What you ticked about post</h1>');
    expect(mixed.indexOf('On from now: “Open days')).toBeLessThan(
      mixed.indexOf('<h2>What you ticked about post</h2>'),
    );
  });

  test('GDP-9: of whom no postal address is known records nothing, and does not say that it has', async () => {
    const contactId = await door.person('email.offers');
    const { submit } = await door.open(door.tokenOf(contactId));
    const { body } = await submit([['off', 'post.catalogue']]);
    expect(body).not.toMatch(/Stopped|changes are recorded/);
    expect(await door.changes(contactId)).toEqual([`${GRANTED} email.offers`]);
  });
});

describe('how far a change has come', () => {
  test('is not told of what only waits to be confirmed, since anybody can ask for that', async () => {
    const contactId = await door.person('email.offers');
    const since = async () =>
      /in force since [^.]+\./.exec((await door.open(door.tokenOf(contactId))).body)?.[0];
    await door.ask(contactId, 'email.events');
    const pending = newContact();
    await door.ask(pending, 'email.events');
    expect((await door.open(door.tokenOf(pending))).body).not.toContain('How far');
    const events = await door.ledger.readEvents(contactId);
    expect(events.at(-1)?.changes).toMatchObject([{ type: 'ConsentRequested' }]);
    const preferences = await readPreferences(
      {
        ...{ ledger: door.ledger, catalogue, clock: systemClock },
        suppressions: async () => [],
      },
      { contactId, channel: 'email' },
      'en-GB',
    );
    expect(preferences.travelled?.changedAt).toBe(events[0]?.recordedAt);
    expect(await since()).toBeDefined();
  });

  test('is told as the list knows it: on its way, there, or none of its business', async () => {
    const contactId = await door.person('email.offers');
    const token = door.tokenOf(contactId);
    expect((await door.open(token)).body).toMatch(/in force since[\s\S]*does not name you/);
    await door.press(token, 'off=email.offers');
    expect((await door.open(token)).body).toContain('on its way. It takes');
    const gate = await door.ledger.readGate(contactId);
    const epoch = gate?.epochs['email.offers'];
    if (!gate || !epoch) throw new Error('nothing was stopped');
    const table = TABLE_NAMES.SUPPRESSION_TABLE;
    const listed = { ...epoch, cover: 'email.offers', listed: true } as const;
    await putSuppression(world.dynamo, table, gate, listed);
    expect((await door.open(token)).body).toContain('others who send for us stop: has it.');
  });
});
