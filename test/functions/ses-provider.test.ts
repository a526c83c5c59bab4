import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { LOCAL_REGION } from '../../infra/local/aws-local.ts';
import { openFence } from '../../shared/sending/fence.ts';
import { sendRawEmail } from '../../shared/sending/ses-provider.ts';
import {
  accepted,
  failed,
  type ProviderAnswer,
  type ProviderStandIn,
  startProviderStandIn,
} from './provider-stand-in.ts';

const email = {
  from: 'news@larkfield.example.com',
  to: 'jane@example.com',
  mime: Buffer.from('From: news@larkfield.example.com\r\n\r\nSow beans.\r\n'),
};

let ses: ProviderStandIn;
/** Every client socket of the running test, by its `close` event: `socket.closed` is true too early. */
let sockets: { closed: boolean }[] = [];
const remember = (message: unknown) => {
  const entry = { closed: false };
  sockets.push(entry);
  (message as { socket: Socket }).socket.once('close', () => {
    entry.closed = true;
  });
};

beforeAll(async () => {
  ses = await startProviderStandIn();
  subscribe('net.client.socket', remember);
  Object.assign(process.env, {
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_ENDPOINT_URL_SES: ses.endpoint,
  });
});
afterAll(async () => {
  unsubscribe('net.client.socket', remember);
  await ses.stop();
});
beforeEach(() => {
  ses.requests.length = 0;
  sockets = [];
  process.env.AWS_ENDPOINT_URL_SES = ses.endpoint;
});

const call = (signal = openFence().signal) => sendRawEmail('marketing', email, signal);

/** Looked at in the very turn in which the call resolves. */
const callAndLook = async (signal?: AbortSignal) => {
  const outcome = await call(signal);
  return { outcome, closed: sockets.map(({ closed }) => closed) };
};

describe('one call to SES', () => {
  const answers: [string, ProviderAnswer, string][] = [
    ['200', accepted, 'accepted'],
    ['400 MessageRejected', failed(400, 'MessageRejected'), 'refused'],
    ['400 Throttling', failed(400, 'Throttling'), 'refused'],
    ['400 MailFromDomainNotVerified', failed(400, 'MailFromDomainNotVerifiedException'), 'refused'],
    ['403 AccessDenied', failed(403, 'AccessDenied'), 'refused'],
    ['429', failed(429, 'TooManyRequests'), 'refused'],
    ['500', failed(500, 'InternalFailure'), 'unknown'],
    ['503', failed(503, 'ServiceUnavailable'), 'unknown'],
    ['a page that is not XML', { status: 502, body: 'Bad Gateway' }, 'unknown'],
    ['200 with a broken body', { status: 200, body: '<SendRawEmailResp' }, 'unknown'],
    ['a cut connection', 'cut', 'unknown'],
  ];

  test.each(answers)(
    'F42: answered with %s: one request, its socket closed',
    async (_, answer, expected) => {
      ses.answerWith(answer);
      expect(await callAndLook()).toEqual({ outcome: expected, closed: [true] });
      expect(ses.requests).toHaveLength(1);
    },
  );

  test('names one recipient, the configuration set and the message', async () => {
    ses.answerWith(accepted);
    await call();
    const sent = new URLSearchParams(ses.requests[0]);
    expect(sent.get('Action')).toBe('SendRawEmail');
    expect(sent.get('ConfigurationSetName')).toBe('marketing');
    expect(sent.get('Destinations.member.1')).toBe('jane@example.com');
    expect(sent.get('Destinations.member.2')).toBeNull();
    expect(Buffer.from(sent.get('RawMessage.Data') ?? '', 'base64')).toEqual(email.mime);
  });

  test('to nobody who listens: refused, for nothing was ever connected', async () => {
    process.env.AWS_ENDPOINT_URL_SES = await nobodysEndpoint();
    expect(await call()).toBe('refused');
    expect(sockets.every(({ closed }) => closed)).toBe(true);
  });

  test('that hangs is aborted by the fence: unknown, one request, its socket closed', async () => {
    ses.answerWith('hang');
    const fence = openFence();
    const arrived = ses.arrived();
    const result = callAndLook(fence.signal);
    await arrived;
    fence.close();
    expect(await result).toEqual({ outcome: 'unknown', closed: [true] });
    expect(ses.requests).toHaveLength(1);
  });

  test('that hangs for ever ends by itself: unknown, its socket closed', async () => {
    ses.answerWith('hang');
    expect(await callAndLook()).toEqual({ outcome: 'unknown', closed: [true] });
    expect(ses.requests).toHaveLength(1);
  });

  test('behind a fence already closed: refused, and nothing leaves', async () => {
    const fence = openFence();
    fence.close();
    expect(await call(fence.signal)).toBe('refused');
    expect(ses.requests).toEqual([]);
  });

  test('keeps no connection: each call has its own', async () => {
    ses.answerWith(accepted);
    await call();
    await call();
    expect(sockets).toHaveLength(2);
  });
});

/** An address that was free a moment ago. */
async function nobodysEndpoint(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
}
