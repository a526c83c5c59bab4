import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Request } from './gateway-event.ts';
import { newContact, SCOPE, unsubscribeDoor } from './unsubscribe-door.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof unsubscribeDoor>>;

beforeAll(async () => {
  world = await startWorld();
  door = await unsubscribeDoor(world);
});
afterAll(() => world?.stop());

const URLENCODED = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=---FormBoundaryjWmhtjORrn';
const PART =
  'Content-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n' as const;
const CORRECTED = `-----FormBoundaryjWmhtjORrn\r\n${PART}-----FormBoundaryjWmhtjORrn--\r\n`;
const AS_PRINTED = `---FormBoundaryjWmhtjORrn\r\n${PART}---FormBoundaryjWmhtjORrn--\r\n`;

const type = (value: string) => ({ headers: { 'content-type': value } });

describe('one-click unsubscribe', () => {
  const requests: [string, Partial<Request>, string][] = [
    [
      'OCU-8: #1 the form-encoded pair',
      { ...type(URLENCODED), body: 'List-Unsubscribe=One-Click' },
      'one-click',
    ],
    ['OCU-8: #2 the same as multipart', { ...type(MULTIPART), body: CORRECTED }, 'one-click'],
    [
      'OCU-12: #3 the example of RFC 8058 §8.3 as printed, which cannot be parsed',
      { ...type(MULTIPART), body: AS_PRINTED },
      'one-click',
    ],
    ['OCU-12, OCU-6: #4 no body, no content type, no header at all', {}, 'unsubscribe-page'],
    [
      'OCU-12: #5 an empty JSON object',
      { ...type('application/json'), body: '{}' },
      'unsubscribe-page',
    ],
    [
      'OCU-8: #6 a body that the gateway has encoded',
      { ...type(MULTIPART), body: CORRECTED, base64: true },
      'one-click',
    ],
    ['OCU-7: #13 a query appended', { query: { utm_source: 'x' } }, 'unsubscribe-page'],
  ];

  test.each(requests)('%s: 200 and a withdrawal', async (_, request, source) => {
    const { contactId, token } = await door.subscriber();
    const answer = await door.call('POST', token, request);
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await door.ledger.readEvents(contactId)).toMatchObject([
      { seq: 1 },
      { source, changes: [{ type: 'ConsentWithdrawn', cover: SCOPE, epoch: 1 }] },
    ]);
  });

  test('OCU-7: #13 a slash added to the link: 200 and a withdrawal', async () => {
    const { contactId, token } = await door.subscriber();
    const answer = await door.call('POST', token, { pathParameters: { token: `${token}/` } });
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#7 comes twice: 200 both times, and the second adds nothing', async () => {
    const { contactId, token } = await door.subscriber();
    const first = await door.call('POST', token);
    const second = await door.call('POST', token);
    expect(second).toEqual(first);
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#7 comes five times at once: one withdrawal', async () => {
    const { contactId, token } = await door.subscriber();
    const answers = await Promise.all(Array.from({ length: 5 }, () => door.call('POST', token)));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200]);
    expect(await door.types(contactId)).toEqual(['ConsentGranted', 'ConsentWithdrawn']);
  });

  test('#11 a contact point that has no gate: 200, and the withdrawal is on record', async () => {
    const contactId = newContact();
    const answer = await door.call('POST', door.tokenOf(contactId));
    expect(answer).toMatchObject({ statusCode: 200 });
    expect(await door.types(contactId)).toEqual(['ConsentWithdrawn']);
    expect(await door.ledger.readGate(contactId)).toMatchObject({
      rev: 1,
      count: 1,
      matchId: null,
    });
  });

  test('OCU-7: #12 answers with no redirect and no cookie', async () => {
    const { token } = await door.subscriber();
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'POST']) {
      const { statusCode, headers, cookies } = await door.call(method, token);
      expect(statusCode).toBeLessThan(300);
      expect(Object.keys(headers ?? {})).not.toContain('set-cookie');
      expect(Object.keys(headers ?? {})).not.toContain('location');
      expect(cookies).toBeUndefined();
    }
  });

  test('works again after the person has consented once more', async () => {
    const { contactId, token } = await door.subscriber();
    await door.call('POST', token);
    await door.reconsent(contactId);
    await door.call('POST', token);
    expect(await door.types(contactId)).toEqual([
      'ConsentGranted',
      'ConsentWithdrawn',
      'ConsentGranted',
      'ConsentWithdrawn',
    ]);
    expect(await door.ledger.readGate(contactId)).toMatchObject({ count: 2 });
  });

  test('takes away its own scope and nothing else', async () => {
    const { contactId, token } = await door.subscriber('email.offers');
    await door.call('POST', token);
    expect(Object.keys((await door.ledger.readGate(contactId))?.epochs ?? {})).toEqual([
      'email.offers',
    ]);
  });
});

describe('looking at an unsubscribe link', () => {
  test.each([
    ['OCU-9: #8', 'GET'],
    ['#9', 'HEAD'],
    ['#9', 'OPTIONS'],
  ])('%s: %s changes nothing, whatever it carries', async (_, method) => {
    const { contactId, token } = await door.subscriber();
    const before = await door.ledger.readGate(contactId);
    await door.call(method, token, { ...type(URLENCODED), body: 'List-Unsubscribe=One-Click' });
    expect(await door.types(contactId)).toEqual(['ConsentGranted']);
    expect(await door.ledger.readGate(contactId)).toEqual(before);
  });

  test('OCU-9: #8 shows a form to press, and lets nobody keep, frame or leak the page', async () => {
    const { token } = await door.subscriber();
    const { statusCode, headers = {}, body } = await door.call('GET', token);
    expect(statusCode).toBe(200);
    expect(body).toMatch(/<form method="post" class="choice">/);
    expect(body).not.toMatch(/<script|<img|<input/);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(headers['x-robots-tag']).toMatch(/noindex/);
    expect(headers['content-security-policy']).toMatch(
      /default-src 'none'.*frame-ancestors 'none'/,
    );
  });

  test('OCU-11: the page of someone known is that of someone unknown, to the byte', async () => {
    const { token } = await door.subscriber();
    expect(await door.call('GET', door.tokenOf(newContact()))).toEqual(
      await door.call('GET', token),
    );
  });
});

describe('a token that is not ours', () => {
  const forgeries: [string, (genuine: string) => string][] = [
    ['nothing', () => ''],
    ['a word', () => 'newsletter'],
    ['an address', () => 'jane@example.com'],
    ['a genuine one cut short', (genuine) => genuine.slice(0, -1)],
    ['a genuine one with another key id', (genuine) => genuine.replace('.k1.', '.k2.')],
    ['a key id of the prototype', (genuine) => genuine.replace('.k1.', '.constructor.')],
    ['a genuine one and more', (genuine) => `${genuine}.x`],
    ['a genuine one behind a path', (genuine) => `x/${genuine}`],
    ['one of 100,000 characters', () => 'v1.'.repeat(33_333)],
  ];

  test.each(forgeries)('OCU-5: #10 %s: 404, and nothing is written', async (_, forge) => {
    const { contactId, token } = await door.subscriber();
    const forged = forge(token);
    const answer = await door.call('POST', forged);
    expect(answer.statusCode).toBe(404);
    expect(await door.types(contactId)).toEqual(['ConsentGranted']);
  });

  test('OCU-5: #10 says the same for a known and an unknown contact point', async () => {
    const { token } = await door.subscriber();
    const tampered = [token, door.tokenOf(newContact())].map(
      (genuine) => `${genuine.slice(0, -1)}~`,
    );
    const [known, unknown] = await Promise.all(tampered.map((forged) => door.call('POST', forged)));
    expect(unknown).toEqual(known);
  });

  test('A8: one of another environment: 404, and nothing is written', async () => {
    const { contactId } = await door.subscriber();
    const answer = await door.call('POST', door.tokenOf(contactId, SCOPE, 'staging'));
    expect(answer.statusCode).toBe(404);
    expect(await door.types(contactId)).toEqual(['ConsentGranted']);
  });
});
