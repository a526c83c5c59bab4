import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LOCAL_REGION } from '../../infra/local/aws-local.ts';
import { openFence } from '../../shared/sending/fence.ts';
import { sendTextMessage } from '../../shared/sending/sms-provider.ts';
import {
  type ProviderAnswer,
  type ProviderStandIn,
  startProviderStandIn,
  textAccepted,
  textFailed,
} from './provider-stand-in.ts';

let provider: ProviderStandIn;
beforeAll(async () => {
  provider = await startProviderStandIn();
  Object.assign(process.env, {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_PINPOINT_SMS_VOICE_V2: provider.endpoint,
  });
});
afterAll(() => provider?.stop());
beforeEach(() => {
  provider.requests.length = 0;
});

const text = {
  from: '+447700900500',
  to: '+447700900123',
  body: 'Larkfield: 20% off.\nStop: https://go.example.com/u/t',
  type: 'PROMOTIONAL',
  context: { client: 'shop', messageId: 'msg_1', recipient: '7' },
} as const;
const call = (signal = openFence().signal) => sendTextMessage('marketing', text, signal);

const OPTED_OUT = { Reason: 'DESTINATION_PHONE_NUMBER_OPTED_OUT' };

describe('one call to End User Messaging SMS', () => {
  const answers: [string, ProviderAnswer, string][] = [
    ['200', textAccepted, 'accepted'],
    ['a throttle', textFailed(400, 'ThrottlingException'), 'refused'],
    ['a spent quota', textFailed(400, 'ServiceQuotaExceededException'), 'refused'],
    ['a faulty field', textFailed(400, 'ValidationException'), 'refused'],
    ['a number that opted out', textFailed(400, 'ConflictException', OPTED_OUT), 'opted-out'],
    ['another conflict', textFailed(400, 'ConflictException', { Reason: 'OTHER' }), 'refused'],
    ['an unknown error', textFailed(403, 'NeverHeardOf'), 'refused'],
    ['500', textFailed(500, 'InternalServerException'), 'unknown'],
    ['a page that is not JSON', { status: 502, body: 'Bad Gateway' }, 'unknown'],
    ['200 with a broken body', { status: 200, body: '{"Mess' }, 'unknown'],
    ['a cut connection', 'cut', 'unknown'],
  ];

  test.each(answers)('F42: answered with %s: one request', async (_, answer, expected) => {
    provider.answerWith(answer);
    expect(await call()).toBe(expected);
    expect(provider.requests).toHaveLength(1);
  });

  test('says what is sent, for five minutes, and nothing of the person but the number', async () => {
    provider.answerWith(textAccepted);
    await call();
    expect(JSON.parse(provider.requests[0] ?? '')).toEqual({
      ConfigurationSetName: 'marketing',
      OriginationIdentity: '+447700900500',
      DestinationPhoneNumber: '+447700900123',
      MessageBody: text.body,
      MessageType: 'PROMOTIONAL',
      TimeToLive: 300,
      Context: { client: 'shop', messageId: 'msg_1', recipient: '7' },
    });
  });

  test('that hangs is aborted by the fence: unknown, one request', async () => {
    provider.answerWith('hang');
    const fence = openFence();
    const arrived = provider.arrived();
    const result = call(fence.signal);
    await arrived;
    fence.close();
    expect(await result).toBe('unknown');
    expect(provider.requests).toHaveLength(1);
  });

  test('behind a fence already closed: refused, and nothing leaves', async () => {
    const fence = openFence();
    fence.close();
    expect(await call(fence.signal)).toBe('refused');
    expect(provider.requests).toEqual([]);
  });
});
