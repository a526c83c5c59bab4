import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import PostalMime from 'postal-mime';
import { readConfirmLink } from '../../shared/domain/confirm-link.ts';
import {
  accepted,
  failed,
  type ProviderStandIn,
  startProviderStandIn,
} from '../functions/provider-stand-in.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { ENVIRONMENT, pointEnvironmentAt, startWorld, type World } from '../http/world.ts';
import { askedAgain, serviceWorld } from './service-world.ts';

const EVENTS = { scopes: ['email.events'] } as const;

let world: World;
let ses: ProviderStandIn;
let people: ReturnType<typeof serviceWorld>;
let handler: typeof import('../../functions/queue/send-service-email.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  ses = await startProviderStandIn();
  pointEnvironmentAt({ AWS_ENDPOINT_URL_SES: ses.endpoint, SES_CONFIGURATION_SET: 'marketing' });
  people = serviceWorld(world);
  ({ handler } = await import('../../functions/queue/send-service-email.ts'));
});
afterAll(async () => {
  await ses?.stop();
  await world?.stop();
});
beforeEach(() => {
  ses.requests.length = 0;
  ses.answerWith(accepted);
});

const invoke = (...bodies: unknown[]) => handler(queueEvent(...bodies), {} as Context);
const sent = (nth = 0) => new URLSearchParams(ses.requests[nth]);
const mailOf = (nth = 0) =>
  new PostalMime().parse(Buffer.from(sent(nth).get('RawMessage.Data') ?? '', 'base64'));
const linkIn = (text: string | undefined) => /https:\S+\/c\/(\S+)/.exec(text ?? '')?.[1] ?? '';

describe('a confirmation by email', () => {
  test('goes to the one address that was typed, and its link confirms just that', async () => {
    const { contactId, event, message } = await people.ask('jane@example.com', EVENTS);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(ses.requests).toHaveLength(1);
    expect(sent().get('Destinations.member.1')).toBe('jane@example.com');
    expect(sent().get('Destinations.member.2')).toBeNull();
    const { linkKeys } = await import('../../shared/secrets.ts');
    const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
    const link = readConfirmLink(ring, ENVIRONMENT, linkIn((await mailOf()).text));
    expect(link).toMatchObject({ contactId, seq: event.seq });
  });

  test('says in text and in HTML the same: who asks, for what in its own words, until when, and what else to do', async () => {
    const { message } = await people.ask('jane@example.com', {
      scopes: ['email.events', 'email.offers'],
    });
    await invoke(message);
    const { text = '', html = '' } = await mailOf();
    const words = [
      'Larkfield Garden Supplies Ltd',
      'Yes, tell me about open days and courses by email.',
      'Yes, send me offers and sales by email.',
      'The link works for 7 days.',
      'If it was not you, do nothing: none of this will be sent.',
      'no marketing',
      '4 Mill Lane, Larkfield',
      linkIn(text),
    ];
    for (const word of words) {
      expect(text).toContain(word);
      expect(html).toContain(word);
    }
    expect(readableOf(html)).toEqual(readableOf(text));
  });

  test('is no marketing: a sender of its own, and nothing to unsubscribe from', async () => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    await invoke(message);
    const { from, headers, subject, to } = await mailOf();
    expect(from).toMatchObject({ address: 'hello@larkfield.example.com' });
    expect(to).toMatchObject([{ address: 'jane@example.com' }]);
    expect(subject).toBe('Please confirm: Larkfield Garden Supplies Ltd');
    const named = headers.map(({ key, value }) => `${key}: ${value}`);
    expect(named).toContain('auto-submitted: auto-generated');
    expect(named).toContain('content-language: en-GB');
    expect(named.join('\n')).not.toMatch(/^(list-|precedence|bcc|cc)/m);
  });

  test('OCU-19: has a link that SES must not track, nothing to fetch, and colours for the dark', async () => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    await invoke(message);
    const { html = '' } = await mailOf();
    expect(html).toContain('ses:no-track href="https://consent.example.com/c/');
    expect(html).not.toMatch(/<img|<script|<link|url\(|src=/);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('prefers-color-scheme:dark');
  });

  test('is in the language that it was asked in', async () => {
    const { message } = await people.ask('sian@example.com', { ...EVENTS, locale: 'cy-GB' });
    await invoke(message);
    const { html, subject, text } = await mailOf();
    expect(subject).toMatch(/^Cadarnhewch/);
    expect(text).toContain('Ie, rhowch wybod i mi am ddiwrnodau agored a chyrsiau drwy e-bost.');
    expect(html).toContain('<html lang="cy-GB">');
  });

  test('is sent once, however often and however much at once its message comes', async () => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    await Promise.all([invoke(message, message), invoke(message), invoke(message)]);
    await invoke(message);
    expect(ses.requests).toHaveLength(1);
  });

  test('F42: of which the provider says nothing is never sent again', async () => {
    for (const answer of ['cut' as const, failed(503, 'ServiceUnavailable')]) {
      ses.requests.length = 0;
      const { message } = await people.ask('jane@example.com', EVENTS);
      ses.answerWith(answer);
      expect(failuresOf(await invoke(message))).toEqual([]);
      ses.answerWith(accepted);
      expect(failuresOf(await invoke(message))).toEqual([]);
      expect(ses.requests).toHaveLength(1);
    }
  });

  test.each([
    ['a throttle', failed(400, 'Throttling')],
    ['a refusal', failed(400, 'MessageRejected')],
    ['a denial', failed(403, 'AccessDenied')],
  ])('after %s goes back to its queue, spends nothing, and is sent another time', async (_, no) => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    ses.answerWith(no);
    for (let time = 0; time < 4; time++) {
      expect(failuresOf(await invoke(message))).toEqual(['m0']);
    }
    ses.answerWith(accepted);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(ses.requests).toHaveLength(5);
  });

  test('A14: is not sent to whoever has left since they asked', async () => {
    const { contactId, message } = await people.ask('jane@example.com', EVENTS);
    await people.stop(contactId);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(ses.requests).toEqual([]);
  });

  test('is not sent off the list of recipients, nor of an event that asks nothing', async () => {
    const { message } = await people.ask('jane@elsewhere.example', EVENTS);
    const other = await people.ask('jane@example.com', EVENTS);
    const nothing = { ...other.message, seq: 7 };
    expect(failuresOf(await invoke(message, nothing))).toEqual([]);
    expect(ses.requests).toEqual([]);
  });

  test('in a batch is held up by none that cannot be read, and gives back just those', async () => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    const bad = { ...message, kind: 'newsletter' };
    expect(failuresOf(await invoke('{', bad, message, { ...message, version: 2 }))).toEqual([
      ...['m0', 'm1', 'm3'],
    ]);
    expect(ses.requests).toHaveLength(1);
  });

  test('A16: to one address waits until the last one is five minutes old', async () => {
    const { message } = await people.ask('jane@example.com', EVENTS);
    await invoke(message);
    expect(failuresOf(await invoke(askedAgain(message)))).toEqual(['m0']);
    expect(ses.requests).toHaveLength(1);
  });
});

/** The words alone, in their order. */
function readableOf(part: string): string[] {
  return part
    .replace(/<title>.*?<\/title>|<style>.*?<\/style>/gs, ' ')
    .replace(/<a[^>]*href="([^"]*)"[^>]*>([^<]*)<\/a>/g, '$2: $1')
    .replace(/<[^>]+>/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '-' && word !== '--');
}
