import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ProviderOutcome } from './send-one.ts';

const CALL_TIMEOUT_MS = 3_000;

/** A 4xx that tells nothing of what was taken. */
const REQUEST_TIMEOUT = 408;

export type RawEmail = { from: string; to: string; mime: Buffer };

/**
 * One SendRawEmail, one attempt, on a connection of its own, at most 3 s. Resolves when that connection is
 * closed, so that a permit released afterwards covers everything that could still leave.
 */
export async function sendRawEmail(
  configurationSet: string,
  email: RawEmail,
  signal: AbortSignal,
): Promise<ProviderOutcome> {
  const connection = singleConnection();
  const client = new SESClient({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: connection.http,
      httpsAgent: connection.https,
      connectionTimeout: CALL_TIMEOUT_MS,
    }),
  });
  try {
    await client.send(
      new SendRawEmailCommand({
        ConfigurationSetName: configurationSet,
        Source: email.from,
        Destinations: [email.to],
        RawMessage: { Data: email.mime },
      }),
      { abortSignal: AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]) },
    );
    return 'accepted';
  } catch (error) {
    return outcomeOf(error, connection.hasOpened());
  } finally {
    client.destroy();
    await connection.closed();
  }
}

/** Definite only where SES said no before accepting, or nothing ever reached it; anything else is doubt. */
function outcomeOf(error: unknown, hasOpened: boolean): ProviderOutcome {
  if (!hasOpened) return 'refused';
  if (!(error instanceof SESServiceException)) return 'unknown';
  const status = error.$metadata.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && status !== REQUEST_TIMEOUT ? 'refused' : 'unknown';
}

/** Agents that tell of their sockets: whether one ever connected, and when all are closed. */
function singleConnection() {
  const closings: Promise<unknown>[] = [];
  let opened = false;
  const watch = <A extends HttpAgent>(agent: A): A => {
    const create = agent.createConnection.bind(agent);
    agent.createConnection = (...args: Parameters<typeof create>) => {
      const socket = create(...args) as Socket;
      socket.once('connect', () => {
        opened = true;
      });
      closings.push(new Promise((resolve) => socket.once('close', resolve)));
      return socket;
    };
    return agent;
  };
  return {
    http: watch(new HttpAgent({ keepAlive: false })),
    https: watch(new HttpsAgent({ keepAlive: false })),
    hasOpened: () => opened,
    closed: () => Promise.all(closings),
  };
}
