import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door } from '../../shared/http/door.ts';
import { consentDoor, faultsOf, linksIn, newsletter } from './consent-door.ts';
import { gatewayEvent, lambdaContext } from './gateway-event.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let door: Awaited<ReturnType<typeof consentDoor>>;
let unsubscribe: Door;

beforeAll(async () => {
  world = await startWorld();
  door = await consentDoor(world);
  ({ handler: unsubscribe } = await import('../../functions/http/unsubscribe.ts'));
});
afterAll(() => world?.stop());

const itemOf = (address: string, more: object = {}) => ({
  channel: 'email',
  purpose: 'newsletter',
  address,
  ...more,
});

const linksTo = async (items: object[]) => linksIn(await door.links({ items }));

describe('links for mail sent elsewhere', () => {
  test('OCU-1: both header values are ready, and the link in them unsubscribes', async () => {
    const email = 'elsewhere@example.com';
    await door.recorded('elsewhere', { contact: { email }, grants: [newsletter] });
    const [link] = await linksTo([itemOf(' Elsewhere@Example.com', { messageId: 'december' })]);
    if (!link || 'refused' in link) throw new Error('no link');
    expect(link.url).toMatch(/^https:\/\/consent\.example\.com\/u\/[A-Za-z0-9._-]+$/);
    expect(Object.keys(link)).toEqual(['url', 'headers', 'footer']);
    expect(link.headers).toEqual({
      'List-Unsubscribe': `<${link.url}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    });
    const token = link.url.split('/u/')[1] ?? '';
    const request = { method: 'POST', path: `/u/${token}`, pathParameters: { token } };
    expect(await unsubscribe(gatewayEvent(request), lambdaContext)).toMatchObject({
      statusCode: 200,
    });
    expect(await door.reasonFor('email.newsletter', email)).toBe('withdrawn');
  });

  test('MBP-2, DRK-5, OCU-19: come with a footer for both parts, in the language of the mail', async () => {
    const links = await linksTo([
      itemOf('a@example.com'),
      itemOf('a@example.com', { locale: 'cy-GB' }),
      itemOf('a@example.com', { locale: 'constructor' }),
    ]);
    const [english, welsh, other] = links.map((link) => {
      if ('refused' in link) throw new Error('no link');
      for (const part of [link.footer.text, link.footer.html]) {
        expect(part).toContain('Larkfield Garden Supplies Ltd, 4 Mill Lane');
        expect(part).toContain(link.url);
      }
      expect(link.footer.html).toContain(`<a ses:no-track href="${link.url}">`);
      // RFC 3676 §4.3: what mail programs know as the end of a text.
      expect(link.footer.text).toMatch(/^-- \n/);
      return link.footer.text;
    });
    expect(english).toContain('You get this because you asked');
    expect(welsh).toContain('ofyn i Larkfield Garden Supplies Ltd am: Cylchlythyr misol.');
    expect(other).toBe(english);
  });

  test('are refused one by one for what is no address and what is no purpose', async () => {
    const answers = await linksTo([
      itemOf('jane'),
      itemOf('jane@example.com', { purpose: 'service' }),
      itemOf('jane@example.com'),
    ]);
    expect(answers.map((answer) => ('refused' in answer ? answer.refused : 'link'))).toEqual([
      'invalid_address',
      'unknown_purpose',
      'link',
    ]);
  });

  test('are the same for known and unknown addresses but for the token, and fit in a header line', async () => {
    const longest = `${'x'.repeat(64)}@${'y'.repeat(60)}.example.com`;
    const [link] = await linksTo([itemOf(longest, { messageId: '"'.repeat(128) })]);
    if (!link || 'refused' in link) throw new Error('no link');
    // RFC 5322 §2.1.1
    expect(`List-Unsubscribe: ${link.headers['List-Unsubscribe']}`.length).toBeLessThan(998);
  });

  test('come for 1,000 items at once, in their order', async () => {
    const items = Array.from({ length: 1_000 }, (_, index) =>
      itemOf(index % 2 === 0 ? `p${index}@example.com` : 'nobody'),
    );
    const answers = await linksTo(items);
    expect(answers.map((answer) => 'refused' in answer)).toEqual(items.map((_, i) => i % 2 === 1));
  });

  const one = itemOf('jane@example.com');
  test.each([
    ['a channel without links', { items: [{ ...one, channel: 'sms' }] }, '#/items/0/channel'],
    [
      'a line break in the name',
      { items: [itemOf('a@example.com', { messageId: 'a\r\nb' })] },
      '#/items/0/messageId',
    ],
    [
      'a name that is an email address',
      { items: [itemOf('a@example.com', { messageId: 'may:jane%40example.com' })] },
      '#/items/0/messageId',
    ],
    [
      'a name that is a phone number',
      { items: [itemOf('a@example.com', { messageId: '+44-7700-900123' })] },
      '#/items/0/messageId',
    ],
    ['1,001 items', { items: Array.from({ length: 1_001 }, () => one) }, '#/items'],
    ['no items', { items: [] }, '#/items'],
  ])('%s: 422', async (_, body, pointer) => {
    const answer = await door.links(body);
    expect(answer.statusCode).toBe(422);
    expect(Object.keys(faultsOf(answer))).toEqual([pointer]);
  });

  test('a key without the scope: 403', async () => {
    expect((await door.links({ items: [one] }, 'send')).statusCode).toBe(403);
  });
});
