import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalogue } from '../../shared/catalogue.ts';
import { FormToken, mintToken, UnsubscribeToken } from '../../shared/domain/token.ts';
import { ConsentError } from '../../shared/errors.ts';
import { formAgain } from '../../shared/form-again.ts';
import { problemOf as problemFor } from '../../shared/http/problem.ts';
import { FORM_TYPE, formDoor, ORIGIN, problemOf, SCOPE } from './form-door.ts';
import { gatewayEvent } from './gateway-event.ts';
import { ENVIRONMENT, startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof formDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await formDoor(world);
});
afterAll(() => world?.stop());

test.each(['__proto__', 'constructor', 'toString', 'xx-XX', ''])(
  'A41: asked for in the language %j, a form comes in the default one, whole',
  async (locale) => {
    const { formToken: _, expiresAt: __, ...form } = await door.serve({ locale });
    const { formToken: ___, expiresAt: ____, ...usual } = await door.serve();
    expect(form).toEqual(usual);
  },
);

test('a form sent again with another address is an old form, and says so', async () => {
  const fields = await door.submission('first@example.com');
  expect(await door.postJson(fields)).toMatchObject({ statusCode: 200 });
  const again = await door.postJson({ ...fields, email: 'second@example.com' });
  expect(again.statusCode).toBe(422);
  expect(again.body).toContain('This form was sent before with other content');
  expect(problemOf(again).pointers).toEqual(['#/formToken']);
  expect(await door.eventsOf('second@example.com')).toEqual([]);
});

describe('a signup that is refused writes nothing', () => {
  const refusals: [string, object, number, string[]][] = [
    ['no address', { email: undefined }, 422, ['#/email']],
    ['no address at all', { email: '' }, 422, ['#/email']],
    ['a word as address', { email: 'jane' }, 422, ['#/email']],
    ['two addresses', { email: 'jane@example.com,joe@example.com' }, 422, ['#/email']],
    ['A40: an object as address', { email: { S: 'jane@example.com' } }, 422, ['#/email']],
    ['an unknown field', { staff: true }, 422, ['#/staff']],
    ['A40: a field named like a path', { 'a/b~c': 1 }, 422, ['#/a~1b~0c']],
    ['a choice that is not offered', { consents: ['email.offers'] }, 422, ['#/consents/0']],
    ['a choice that is none', { consents: [SCOPE, '*'] }, 422, ['#/consents/1']],
    ['no form token', { formToken: undefined }, 422, ['#/formToken']],
    ['a forged form token', { formToken: 'v1.k1.e30.AAAA' }, 422, ['#/formToken']],
  ];

  test.each(refusals)('%s', async (_, change, status, pointers) => {
    const fields = { ...(await door.submission('refused@example.com')), ...change };
    const before = await door.ledgerItems();
    const answer = await door.postJson(fields);
    expect(problemOf(answer)).toMatchObject({ statusCode: status, status, pointers });
    expect(await door.ledgerItems()).toBe(before);
  });

  test.each([
    ['foreign', { origin: 'https://shop.example.net' }],
    ['null', { origin: 'null' }],
    ['absent', { origin: null }],
    ['a look-alike', { origin: `${ORIGIN}.example.net` }],
    ['its own over http', { origin: ORIGIN.replace('https', 'http') }],
    ['a look-alike of localhost', { origin: 'http://localhost:5173.example.net' }],
  ])('A9: an origin that is %s: 403', async (_, { origin }) => {
    const fields = await door.submission('foreign@example.com');
    const before = await door.ledgerItems();
    const answer = await door.postJson(fields, { origin });
    expect(problemOf(answer)).toMatchObject({ statusCode: 403, status: 403 });
    expect(await door.ledgerItems()).toBe(before);
  });

  const claims = (change: Partial<FormToken> = {}): FormToken => ({
    kind: 'f',
    formId: 'newsletter',
    noticeId: 'signup-2026-11',
    wordings: { [SCOPE]: 'newsletter-email-2026-11' },
    locale: 'en-GB',
    renderedHash: 'a'.repeat(64),
    nonce: 'nonce-of-the-refused',
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
    ...change,
  });

  test.each([
    [
      'has expired',
      () => claims({ expiresAt: new Date(Date.now() - 1).toISOString() }),
      ENVIRONMENT,
    ],
    ['is of another form', () => claims({ formId: 'offers' }), ENVIRONMENT],
    ['is of another environment', () => claims(), 'staging'],
  ])('A8: a form token that %s: 422', async (_, made, environment) => {
    const formToken = mintToken(door.ring, environment, FormToken, made());
    const before = await door.ledgerItems();
    const answer = await door.postJson({
      email: 'token@example.com',
      consents: [SCOPE],
      age: '13-or-over',
      formToken,
    });
    expect(problemOf(answer)).toMatchObject({ statusCode: 422, pointers: ['#/formToken'] });
    expect(await door.ledgerItems()).toBe(before);
  });

  test('A8: an unsubscribe token in its place: 422', async () => {
    const contactId = door.contactOf('token@example.com');
    const link = { kind: 'u' as const, contactId, scope: SCOPE as 'email.newsletter' };
    const formToken = mintToken(door.ring, ENVIRONMENT, UnsubscribeToken, {
      ...link,
      messageId: 'm',
    });
    const answer = await door.postJson({
      email: 'token@example.com',
      consents: [SCOPE],
      age: '13-or-over',
      formToken,
    });
    expect(problemOf(answer)).toMatchObject({ statusCode: 422, pointers: ['#/formToken'] });
  });

  test('A18: a form that the catalogue does not have: 404', async () => {
    const answer = await door.postJson(await door.submission('a@example.com'), {
      formId: 'private',
    });
    expect(problemOf(answer)).toMatchObject({ statusCode: 404 });
  });

  test.each([
    ['broken JSON: 400', '{', 'application/json', 400],
    ['a list where fields belong: 422', '[]', 'application/json', 422],
    ['another media type: 415', '{}', 'text/plain', 415],
  ])('%s', async (_, body, type, status) => {
    const answer = await door.post(body, { type });
    expect(problemOf(answer)).toMatchObject({ statusCode: status, status });
  });

  test('a browser without script gets a page that says what is wrong', async () => {
    const { formToken } = await door.serve();
    const body = new URLSearchParams({
      email: 'jane',
      consents: SCOPE,
      age: '13-or-over',
      formToken,
    }).toString();
    const answer = await door.post(body, { type: FORM_TYPE });
    expect(answer.statusCode).toBe(422);
    expect(answer.headers?.['content-type']).toMatch(/^text\/html/);
    expect(answer.body).toMatch(
      /<title>Error: .*<a href="#newsletter-email">[^<]*name@example.com/s,
    );
    const strange = await door.post(`${body}&%3Cb%3E=1`, { type: FORM_TYPE });
    expect(strange.body).toContain('that this form does not ask for (&lt;b&gt;)');
  });
});

describe('what is refused is told to a person in their own language, and to a program in its own', () => {
  const filled = { email: 'jane@example.com', consents: SCOPE, age: '13-or-over' };
  const asForm = (fields: Record<string, string>) => new URLSearchParams(fields).toString();
  type Post = NonNullable<Parameters<typeof door.post>[1]>;
  type Refused = { status: number; fields?: Record<string, string>; post?: Post };

  const refusals: [string, Refused][] = [
    ['a page that hides where it is, or is not listed', { status: 403, post: { origin: 'null' } }],
    ['no such form', { status: 404, post: { formId: 'private' } }],
    ['far too much', { status: 413, fields: { email: 'a'.repeat(4_000_001) } }],
    ['a field of nobody’s', { status: 422, fields: { staff: 'yes' } }],
    ['a choice that is not offered', { status: 422, fields: { consents: 'email.offers' } }],
    ['a choice that is none', { status: 422, fields: { consents: 'none' } }],
    ['no token', { status: 422, fields: { formToken: '' } }],
    ['a forged token', { status: 422, fields: { formToken: 'v1.k1.e30.AAAA' } }],
  ];

  /** What the tables of problems and the schemas say of it. */
  const forPrograms = ({ body = '' }: { body?: string }): string[] => {
    const { title, detail, errors = [] } = JSON.parse(body);
    const details: string[] = errors.map((error: { detail: string }) => error.detail);
    return [title, detail, ...details];
  };

  test.each(refusals)('WCAG 3.1.2: %s', async (_, { status, fields = {}, post = {} }) => {
    const { formToken } = await door.serve({ locale: 'cy-GB' });
    const sent = { ...filled, formToken, ...fields };
    const told = await door.postJson(sent, post);
    const query = { lang: 'cy-GB' };
    const page = await door.post(asForm(sent), { ...post, type: FORM_TYPE, query });
    expect([told.statusCode, page.statusCode]).toEqual([status, status]);
    expect(page.body).toContain('<html lang="cy-GB">');
    const strays = forPrograms(told).filter((text) => page.body?.includes(text));
    expect(strays).toEqual([]);
    expect(page.body).not.toMatch(/\b(The|This|Some|Something|Send|Too)\b/);
  });

  const codes = ['unavailable', 'idempotency_key_reused', 'rate_limited', 'malformed'] as const;
  test.each(codes)('WCAG 3.1.2: a form shown again because of %s', async (code) => {
    const form = catalogue.forms.find(({ id }) => id === 'newsletter');
    if (!form) throw new Error('no form');
    const event = gatewayEvent({
      ...{ method: 'POST', path: '/', query: { lang: 'cy-GB' }, body: asForm(filled) },
      headers: { 'content-type': FORM_TYPE },
    });
    const keys = async () => door.ring;
    const serving = { catalogue, keys, environment: ENVIRONMENT, now: new Date() };
    const problem = problemFor(new ConsentError(code, 'Meant for programs.'));
    const page = (await formAgain(serving, { form, event, problem })) ?? '';
    expect(page).toContain('<html lang="cy-GB">');
    expect([problem.title, problem.detail].filter((text) => page.includes(text))).toEqual([]);
    expect(page).toContain('Methodd rhywbeth ar ein hochr ni.');
  });

  test('control: the page in the language of programs would be caught', async () => {
    const told = await door.postJson(filled, { formId: 'private' });
    const page = `<h1>${JSON.parse(told.body ?? '').detail}</h1>`;
    expect(forPrograms(told).filter((text) => page.includes(text))).toHaveLength(1);
  });

  test.each(['multipart/form-data; boundary=x', 'text/plain'])(
    'a form posted by a browser as %s is answered with a page, and recorded nowhere',
    async (type) => {
      const before = await door.ledgerItems();
      const accept = 'text/html,application/xhtml+xml,*/*;q=0.8';
      const answer = await door.post('x', { type, headers: { accept } });
      expect(answer.statusCode).toBe(415);
      expect(answer.headers?.['content-type']).toMatch(/^text\/html/);
      expect(answer.body).toContain('sent the form in a way that we cannot read');
      expect(answer.body).toContain('href="mailto:privacy@larkfield.example.com"');
      const program = await door.post('x', { type, headers: { accept: '*/*' } });
      expect(problemOf(program)).toMatchObject({ statusCode: 415, status: 415 });
      expect(await door.ledgerItems()).toBe(before);
    },
  );
});
