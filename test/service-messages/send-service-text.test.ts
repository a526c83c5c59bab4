import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { readConfirmLink } from '../../shared/domain/confirm-link.ts';
import { segmentsOf } from '../../shared/domain/text-segments.ts';
import { cyGB } from '../../shared/pages/words/cy-GB.ts';
import { enGB } from '../../shared/pages/words/en-GB.ts';
import {
  type ProviderStandIn,
  startProviderStandIn,
  textAccepted,
  textFailed,
} from '../functions/provider-stand-in.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { ENVIRONMENT, pointEnvironmentAt, startWorld, type World } from '../http/world.ts';
import { serviceWorld } from './service-world.ts';

const NUMBER = '+447700900123';
const EVENTS = { scopes: ['sms.events'] } as const;

let world: World;
let provider: ProviderStandIn;
let people: ReturnType<typeof serviceWorld>;
let handler: typeof import('../../functions/queue/send-service-text.ts').handler;

beforeAll(async () => {
  world = await startWorld();
  provider = await startProviderStandIn();
  pointEnvironmentAt({
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: provider.endpoint,
    SES_CONFIGURATION_SET: 'marketing',
    SMS_CONFIGURATION_SET: 'marketing',
    ALLOWED_RECIPIENTS: '+447700900* +5351234567',
  });
  people = serviceWorld(world);
  ({ handler } = await import('../../functions/queue/send-service-text.ts'));
});
afterAll(async () => {
  await provider?.stop();
  await world?.stop();
});
beforeEach(() => {
  provider.requests.length = 0;
  provider.answerWith(textAccepted);
});

const invoke = (...bodies: unknown[]) => handler(queueEvent(...bodies), {} as Context);
const sent = (nth = 0) => JSON.parse(provider.requests[nth] ?? '{}');

describe('a confirmation by text', () => {
  test('SMS-14: says who writes, has a link that confirms, and is no promotion', async () => {
    const { contactId, event, message } = await people.ask(NUMBER, EVENTS);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(sent()).toMatchObject({
      ...{ DestinationPhoneNumber: NUMBER, MessageType: 'TRANSACTIONAL' },
      ...{ OriginationIdentity: '+447700900500', Context: { kind: 'confirmation' } },
    });
    expect(sent().MessageBody).toMatch(/^Larkfield: /);
    const token = /https:\S+\/c\/(\S+)$/.exec(sent().MessageBody)?.[1] ?? '';
    const { linkKeys } = await import('../../shared/secrets.ts');
    const ring = await linkKeys({ LINK_KEYS_SECRET_ID: 'link-keys' })();
    expect(readConfirmLink(ring, ENVIRONMENT, token)).toMatchObject({ contactId, seq: event.seq });
  });

  test.each(['en-GB', 'cy-GB'])('is one part, of 160 GSM characters: %s', async (locale) => {
    const { message } = await people.ask(NUMBER, { ...EVENTS, locale });
    await invoke(message);
    expect(sent().MessageBody.length).toBeLessThanOrEqual(160);
    expect(segmentsOf(sent().MessageBody)).toBe(1);
  });

  test.each([enGB, cyGB])('is one part even without a domain of one’s own: %#', ({ messages }) => {
    const host = 'abcdefghij.execute-api.eu-west-2.amazonaws.com';
    const token = `c1.k1.zz.hfjqk.${'x'.repeat(38)}`;
    const text = messages.confirm.text('Larkfield', `https://${host}/c/${token}`, 7);
    expect(segmentsOf(text)).toBe(1);
    // The control: the count knows a text of two parts.
    expect(segmentsOf(`${text}${'x'.repeat(20)}`)).toBe(2);
  });

  test('is sent once, however often its message comes', async () => {
    const { message } = await people.ask(NUMBER, EVENTS);
    await Promise.all([invoke(message, message), invoke(message)]);
    await invoke(message);
    expect(provider.requests).toHaveLength(1);
  });

  test('after a throttle is sent another time, and in doubt never again', async () => {
    const { message } = await people.ask(NUMBER, EVENTS);
    provider.answerWith(textFailed(400, 'ThrottlingException'));
    expect(failuresOf(await invoke(message))).toEqual(['m0']);
    provider.answerWith('cut');
    expect(failuresOf(await invoke(message))).toEqual([]);
    provider.answerWith(textAccepted);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(provider.requests).toHaveLength(2);
  });

  test('SMS-12: to a number that has told the provider to stop is not tried again', async () => {
    const { message } = await people.ask(NUMBER, EVENTS);
    const Reason = 'DESTINATION_PHONE_NUMBER_OPTED_OUT';
    provider.answerWith(textFailed(400, 'ConflictException', { Reason }));
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(provider.requests).toHaveLength(1);
  });

  test('goes to no number off the list of recipients', async () => {
    const { message } = await people.ask('+447400123456', EVENTS);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(provider.requests).toEqual([]);
  });

  test('A17: goes to no country that the catalogue does not list, on the list or not', async () => {
    const { message } = await people.ask('+5351234567', EVENTS);
    expect(failuresOf(await invoke(message))).toEqual([]);
    expect(provider.requests).toEqual([]);
  });
});
