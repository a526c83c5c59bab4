import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { ProviderOutcome } from './send-one.ts';

const CALL_TIMEOUT_MS = 3_000;

/** A 4xx that tells nothing of what was taken. */
const REQUEST_TIMEOUT = 408;

type ClientOptions = { maxAttempts: 1; requestHandler: NodeHttpHandler };

export type Call<Client extends { destroy(): void }> = {
  connect(options: ClientOptions): Client;
  send(client: Client, options: { abortSignal: AbortSignal }): Promise<unknown>;
  /** The HTTP status of the provider's own answer; undefined for any other failure. */
  statusOf(error: unknown): number | undefined;
};

/**
 * One attempt, on a connection of its own, at most 3 s. Resolves when that connection is closed, so that a
 * permit released afterwards covers everything that could still leave. `error` is what the provider said.
 */
export async function callOnce<Client extends { destroy(): void }>(
  { connect, send, statusOf }: Call<Client>,
  signal: AbortSignal,
): Promise<{ outcome: ProviderOutcome; error?: unknown }> {
  const connection = singleConnection();
  const client = connect({
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      httpAgent: connection.http,
      httpsAgent: connection.https,
      connectionTimeout: CALL_TIMEOUT_MS,
    }),
  });
  const abortSignal = AbortSignal.any([signal, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
  try {
    await send(client, { abortSignal });
    return { outcome: 'accepted' };
  } catch (error) {
    return { outcome: outcomeOf(statusOf(error), connection.hasOpened()), error };
  } finally {
    client.destroy();
    await connection.closed();
  }
}

/** Definite only where the provider said no before accepting, or nothing ever reached it; anything else is doubt. */
function outcomeOf(status: number | undefined, hasOpened: boolean): ProviderOutcome {
  if (!hasOpened) return 'refused';
  if (status === undefined) return 'unknown';
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
