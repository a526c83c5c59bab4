import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { FormToken, readToken } from '../../shared/domain/token.ts';
import { log } from '../../shared/log.ts';
import { shownForm } from '../../shared/serve-form.ts';
import { TABLE_NAMES } from '../engine.ts';
import { FORM_TYPE, formDoor, ORIGIN, SCOPE } from './form-door.ts';
import { ENVIRONMENT, startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof formDoor>>;
const said: string[] = [];
const streams = [process.stdout, process.stderr] as const;
const writes = streams.map(({ write }) => write);

beforeAll(async () => {
  world = await startWorld();
  door = await formDoor(world);
});
afterAll(() => world?.stop());

/** Whatever the functions say while `work` runs. */
async function listening<T>(work: () => Promise<T>): Promise<T> {
  said.length = 0;
  for (const stream of streams) {
    stream.write = ((text: string | Uint8Array) => {
      said.push(String(text));
      return true;
    }) as typeof stream.write;
  }
  try {
    return await work();
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = writes[index] ?? stream.write;
  }
}

type Pairs = readonly (readonly [string, string])[];

const browser = (pairs: Pairs, more: Parameters<typeof door.post>[1] = {}) =>
  door.post(
    new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString(),
    {
      type: FORM_TYPE,
      ...more,
    },
  );

const tokenOf = async (formId: string, query: Record<string, string> = {}): Promise<string> =>
  JSON.parse((await door.get(formId, query)).body ?? '').formToken;

async function wholeStore(): Promise<string> {
  const tables = Object.values(TABLE_NAMES);
  const scans = tables.map((TableName) => world.dynamo.send(new ScanCommand({ TableName })));
  return JSON.stringify((await Promise.all(scans)).map(({ Items }) => Items));
}

describe('what was served and what was agreed', () => {
  test('GDP-2: are both on record: the wordings offered, the ones ticked, and the hash of all that was shown', async () => {
    const formToken = await tokenOf('contact', { locale: 'cy-GB' });
    const consents = ['email.offers', 'email.events'];
    const fields = { email: 'proof@example.com', consents, age: '13-or-over', formToken };
    expect(await door.postJson(fields, { formId: 'contact' })).toMatchObject({ statusCode: 200 });
    const form = catalogue.forms.find(({ id }) => id === 'contact');
    if (!form) throw new Error('no form');
    const { renderedHash, shown } = shownForm(catalogue, form, 'cy-GB');
    expect(shown.labels.submit).toBe('Anfon fy newisiadau');
    expect(await door.changesOf('proof@example.com')).toMatchObject(
      ['offers', 'events'].map((purpose) => ({
        scope: `email.${purpose}`,
        shown: {
          ...{ formId: 'contact', noticeId: 'contact-2026-11', locale: 'cy-GB', renderedHash },
          wordingId: `${purpose}-email-2026-11`,
        },
      })),
    );
  });

  test('the hash changes with every word that is shown, also of a choice that is left', () => {
    const form = catalogue.forms.find(({ id }) => id === 'contact');
    if (!form) throw new Error('no form');
    const hashOf = (changed: typeof catalogue) => shownForm(changed, form, 'en-GB').renderedHash;
    const copy = structuredClone(catalogue);
    Object.assign(copy.wordings.at(-1)?.text ?? {}, { 'en-GB': 'Do not post me the catalogue.' });
    const other = structuredClone(catalogue);
    Object.assign(other.notices[1]?.items.retention ?? {}, { 'en-GB': 'For one year.' });
    expect(new Set([hashOf(catalogue), hashOf(copy), hashOf(other)]).size).toBe(3);
  });
});

describe('the form', () => {
  test('GDP-7: comes with every item of its notice, each under a heading', async () => {
    for (const locale of catalogue.locales) {
      const { notice } = await door.serve({ locale });
      expect(notice.items).toHaveLength(12);
      for (const { heading, text } of notice.items) {
        expect([heading.length > 5, text.length > 5]).toEqual([true, true]);
      }
    }
  });

  test('GDP-13: says by itself how to complain, to the company and to the regulator', async () => {
    const { controller, regulator } = catalogue;
    for (const locale of catalogue.locales) {
      for (const { id } of catalogue.forms) {
        const { notice } = JSON.parse((await door.get(id, { locale })).body ?? '');
        const complaint = notice.items.find(({ item }: { item: string }) => item === 'complaint');
        expect(complaint.text).toContain(controller.email);
        expect(complaint.text).toContain(regulator.complaintsUrl);
      }
    }
  });

  test('GDP-7: its notice says that the age is required, without which the form is refused', async () => {
    for (const locale of catalogue.locales) {
      const { notice } = await door.serve({ locale });
      const { text = '' } = notice.items.find(({ item }) => item === 'required') ?? {};
      expect(text).toContain('13');
    }
  });

  test.each(['newsletter', 'contact'])(
    'FRM-1, GDP-1, ICO-2: %s as markup has nothing ticked, and a box of its own for each choice',
    async (formId) => {
      const body = await door.embed(formId);
      expect(body).not.toMatch(/<(input|option)[^>]* (checked|selected|required)/);
      const form = catalogue.forms.find(({ id }) => id === formId);
      const boxes = [...body.matchAll(/type="checkbox" name="consents"/g)];
      expect(boxes).toHaveLength(form?.wordings.length ?? 0);
    },
  );

  test('GDP-5: asks for the age apart from every choice', async () => {
    const body = await door.embed('contact');
    const [first] = body.match(/<fieldset[\s\S]*?<\/fieldset>/) ?? [];
    expect(first).toContain('Are you 13 or over?');
    expect(first?.match(/<input/g)).toHaveLength(2);
    expect(first).not.toContain('consents');
    expect(body).not.toMatch(/birth-?day|type="date"|bday/);
  });

  test('FRM-3, FRM-4, FRM-5: has labelled fields that browsers can fill in', async () => {
    const body = await door.embed('contact');
    expect(body).toMatch(/<label for="contact-email">/);
    expect(body).toMatch(
      /id="contact-email" name="email" type="email" autocomplete="email" autocapitalize="none" spellcheck="false" maxlength="254"/,
    );
    expect(body).toMatch(/name="phone" type="tel" autocomplete="tel"/);
    const lines = [...body.matchAll(/name="address" autocomplete="([a-z0-9-]+)"/g)];
    expect(lines.map(([, token]) => token)).toEqual([
      ...['address-line1', 'address-line2', 'address-level2', 'address-level1', 'postal-code'],
    ]);
    expect(body).not.toContain('placeholder');
  });

  test('its markup carries a token of its own, posts to the API, and does nothing when it is opened alone', async () => {
    const answer = await door.embedAnswer('newsletter', { locale: 'cy-GB' });
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(answer.body ?? '') ?? [];
    expect(readToken(door.ring, ENVIRONMENT, FormToken, formToken)).toMatchObject({
      ...{ formId: 'newsletter', locale: 'cy-GB' },
    });
    expect(answer.body).toContain(
      'action="https://consent.example.com/v1/forms/newsletter/consents?lang=cy-GB"',
    );
    expect(answer.headers?.['content-security-policy']).toContain("form-action 'none'");
  });
});

test('FRM-3: a likely slip in an address is asked about, and recorded all the same', async () => {
  const formToken = await tokenOf('newsletter');
  const typed = { email: 'slip@gmial.com', age: '13-or-over', consents: [SCOPE], formToken };
  const answer = await door.post(JSON.stringify(typed));
  expect(JSON.parse(answer.body ?? '').message).toBe(
    'We have received what you chose. You wrote slip@gmial.com. Did you mean slip@gmail.com? If so, put it right below and send the form once more.',
  );
  // The script keeps the form in view.
  expect(JSON.parse(answer.body ?? '').mayBeMistyped).toBe(true);
  expect(await door.eventsOf('slip@gmial.com')).toHaveLength(1);
  const page = await browser([
    ...Object.entries({ ...typed, email: '"><b>@gmial.com' }).map(
      ([name, value]) => [name, String(value)] as const,
    ),
  ]);
  expect(page.body).not.toContain('<b>');
});

test('FRM-3: a likely slip can be put right where it is asked about, under a token of its own', async () => {
  const spent = await tokenOf('newsletter');
  const pairs = (email: string, formToken: string): Pairs => [
    ...[['email', email] as const, ['consents', SCOPE] as const],
    ...[['age', '13-or-over'] as const, ['formToken', formToken] as const],
  ];
  const { body = '' } = await browser(pairs('mended@gmial.com', spent));
  expect(body).toMatch(/role="status"[\s\S]*Did you mean mended@gmail.com\? If so, put it right/);
  expect(body).toContain('value="mended@gmial.com"');
  const ticked = [...body.matchAll(/<input [^>]*value="([^"]+)" checked>/g)];
  expect(ticked.map(([, value]) => value)).toEqual(['13-or-over', SCOPE]);
  const [, fresh = ''] = /name="formToken" value="([^"]+)"/.exec(body) ?? [];
  const origin = 'https://consent.example.com';
  const again = await browser(pairs('mended@gmail.com', fresh), { origin });
  expect(again).toMatchObject({ statusCode: 200 });
  expect(await door.changesOf('mended@gmail.com')).toMatchObject([{ type: 'ConsentGranted' }]);
  // Control: with the first token it is refused, as an old form.
  const old = await browser(pairs('mended@googlemail.com', spent));
  expect(old.statusCode).toBe(422);
});

describe('GDP-5: a child', () => {
  const address = 'a.child@example.com';
  const pairs = (formToken: string): Pairs => [
    ['email', address],
    ['consents', SCOPE],
    ['age', 'under-13'],
    ['formToken', formToken],
  ];

  const ways: [string, (formToken: string) => ReturnType<typeof door.post>][] = [
    ['without script', (formToken) => browser(pairs(formToken))],
    ['with faults beside it', () => browser([...pairs('none'), ['email', 'no address']])],
    ['with both ages', (token) => browser([['age', '13-or-over'], ...pairs(token)])],
    ['as JSON', (formToken) => door.postJson(Object.fromEntries(pairs(formToken)))],
    [
      'as JSON with faults',
      () => door.postJson({ age: 'under-13', email: { of: address }, [address]: address }),
    ],
  ];

  test.each(ways)('who says so %s leaves no trace in any table, queue or log', async (_, send) => {
    await door.postJson(await door.submission('somebody@example.com'));
    const formToken = await tokenOf('newsletter');
    const before = await wholeStore();
    // The queues of this world are not there: whatever is sent to one fails, and is heard of.
    const answer = await listening(() => send(formToken));
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('You have to be 13 or over to sign up here.');
    expect(`${answer.body}${JSON.stringify(answer.headers)}`).not.toContain(address);
    expect(await wholeStore()).toBe(before);
    expect(said).toEqual([]);
  });

  test('would be found by the same search if anything were kept', async () => {
    const fields = await door.submission('control@example.com');
    const before = await wholeStore();
    await listening(() => door.postJson(fields));
    expect(await wholeStore()).not.toBe(before);
    await listening(async () => log('info', address));
    expect(said.join('')).toContain(address);
  });

  test('who does not say how old is asked, and nothing is kept', async () => {
    const { age: _, ...fields } = await door.submission('ageless@example.com');
    const before = await door.ledgerItems();
    const answer = await door.postJson(fields);
    expect(answer.statusCode).toBe(422);
    expect(JSON.parse(answer.body ?? '').errors).toEqual([
      { pointer: '#/age', detail: 'Say whether you are 13 or over' },
    ]);
    expect(await door.ledgerItems()).toBe(before);
  });
});

describe('FRM-2: a form with something wrong in it', () => {
  const typed: Pairs = [
    ['email', 'jane"><b>@example'],
    ['phone', '07700 900123'],
    ['address', '14 Mill Lane'],
    ['address', ''],
    ['address', 'Larkfield'],
    ['consents', 'email.offers'],
    ['consents', 'post.catalogue'],
    ['age', '13-or-over'],
  ];
  const sent = async (more: Pairs = []) =>
    browser([...typed, ...more, ['formToken', await tokenOf('contact')]], { formId: 'contact' });

  test('comes back with a summary that takes the focus and leads to each field', async () => {
    const { statusCode, body = '' } = await sent();
    expect(statusCode).toBe(422);
    expect(body).toMatch(/<title>Error: /);
    expect(body).toMatch(
      /<main><div class="problem" role="alert" tabindex="-1" autofocus>\s*<h2>There is a problem<\/h2>/,
    );
    const links = [...body.matchAll(/<li><a href="#([^"]+)">([^<]+)<\/a>/g)];
    expect(links.map(([, id]) => id)).toEqual(['contact-email', 'contact-address-1']);
    for (const [, id, text] of links) {
      expect(body).toMatch(new RegExp(`<[a-z]+ [^>]*id="${id}"`));
      expect(body).toContain(`class="error" id="${id?.replace(/-1$/, '')}-error">${text}</p>`);
    }
    expect(body.match(/aria-invalid/g)?.length).toBeGreaterThanOrEqual(2);
  });

  test('keeps what was typed and ticked, escaped, and ticks nothing else', async () => {
    const { body = '' } = await sent();
    expect(body).toContain('value="jane&quot;&gt;&lt;b&gt;@example"');
    expect(body).toContain('value="07700 900123"');
    expect(body).toContain('value="14 Mill Lane"');
    const ticked = [...body.matchAll(/<input [^>]*value="([^"]+)" checked>/g)];
    expect(ticked.map(([, value]) => value)).toEqual([
      ...['13-or-over', 'email.offers', 'post.catalogue'],
    ]);
  });

  test('is taken once it is put right, with the token that it came with, from our own page', async () => {
    const { body = '', headers } = await sent();
    // With `no-referrer` the browser would send no origin at all.
    expect(headers?.['referrer-policy']).toBe('same-origin');
    const [, formToken = ''] = /name="formToken" value="([^"]+)"/.exec(body) ?? [];
    const right: Pairs = [
      ...[['email', 'mended@example.com'] as const, ['consents', 'email.offers'] as const],
      ...[['age', '13-or-over'] as const, ['formToken', formToken] as const],
    ];
    const origin = 'https://consent.example.com';
    const foreign = await browser(right, { formId: 'contact', origin: `${origin}.example.net` });
    expect(foreign.statusCode).toBe(403);
    const answer = await browser(right, { formId: 'contact', origin });
    expect(answer.statusCode).toBe(200);
    expect(await door.changesOf('mended@example.com')).toMatchObject([{ type: 'ConsentGranted' }]);
  });

  test('speaks the language that it was shown in', async () => {
    const formToken = await tokenOf('newsletter', { locale: 'cy-GB' });
    const pairs: Pairs = [
      ['consents', SCOPE],
      ['formToken', formToken],
    ];
    const { body = '' } = await browser(pairs, { query: { lang: 'cy-GB' } });
    expect(body).toContain('lang="cy-GB"');
    expect(body).toContain('Dywedwch a ydych yn 13 oed neu’n hŷn');
    expect(body).toContain('Rhowch eich cyfeiriad e-bost, gan i chi ddewis');
  });

  test.each([
    ['without a token, as a page that was copied long ago posts it', ''],
    ['with a forged token', 'v1.k1.e30.AAAA'],
    ['with a token that is too long to be one', 'v'.repeat(3_000)],
  ])(
    '%s, is served anew: typed values stay, and ticks that nothing proves do not',
    async (_, formToken) => {
      const pairs: Pairs = [
        ['email', 'copied@example.com'],
        ['consents', SCOPE],
        ['age', '13-or-over'],
        ['formToken', formToken],
      ];
      const { statusCode, body = '' } = await browser(pairs);
      expect(statusCode).toBe(422);
      // Its person has made no mistake, and is told of none.
      expect(body).toMatch(/<title>Please check your choices once more – /);
      expect(body).toMatch(/role="status">\s*<h1>.*<\/h1>\s*<p>We could not see in which words/);
      expect(body).not.toMatch(/role="alert"|Error:|another look/);
      const welsh = await browser(pairs, { query: { lang: 'cy-GB' } });
      expect(welsh.body).toContain('<title>Edrychwch ar eich dewisiadau unwaith eto');
      expect(welsh.body).toContain('Nid oes dim wedi’i gofnodi eto.');
      expect(body).toContain('value="copied@example.com"');
      expect(body).not.toMatch(/value="email.newsletter" checked/);
      const [, fresh = ''] = /name="formToken" value="([^"]+)"/.exec(body) ?? [];
      expect(readToken(door.ring, ENVIRONMENT, FormToken, fresh)).toMatchObject({
        formId: 'newsletter',
      });
      expect(await door.eventsOf('copied@example.com')).toEqual([]);
    },
  );

  test('weighs less than 20 kB, however much is wrong', async () => {
    const { body = '' } = await browser(
      [
        ['consents', 'email.offers'],
        ['consents', 'post.offers'],
      ],
      {
        formId: 'contact',
        query: { lang: 'cy-GB' },
      },
    );
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
  });
});

test('post is asked as “do not post me …”: left alone it records nothing, ticked it is an objection', async () => {
  const address: Pairs = [
    ['address', '22 Mill Lane'],
    ['address', 'Larkfield'],
    ['address', 'LF1 2AB'],
    ['age', '13-or-over'],
  ];
  const before = await door.ledgerItems();
  const post = { formId: 'contact', origin: ORIGIN };
  const left = await browser([...address, ['formToken', await tokenOf('contact')]], post);
  expect([left.statusCode, await door.ledgerItems()]).toEqual([200, before]);
  const ticked: Pairs = [
    ['consents', 'post.catalogue'],
    ['formToken', await tokenOf('contact')],
  ];
  expect((await browser([...address, ...ticked], post)).statusCode).toBe(200);
  expect(await door.changesAt('postal', 'LF1 2AB|22')).toMatchObject([
    { type: 'ConsentWithdrawn', cover: 'post.catalogue', reason: 'objected' },
  ]);
});
