import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { LOOPBACK } from './aws-local.ts';
import { LocalError } from './local-error.ts';

/** Below the ports that systems give to outgoing connections: one of those could take it before it is used. */
const LOWEST_PORT = 15_000;
const HIGHEST_PORT = 32_000;
const MAX_TRIES = 50;

// A port that was given is not in use yet, and must not be given again: one after another, in a part of the range
// that is another process's only by chance.
const PARTS = 16;
const PART_PORTS = Math.floor((HIGHEST_PORT - LOWEST_PORT) / PARTS);
const firstOfPart = LOWEST_PORT + (process.pid % PARTS) * PART_PORTS;
let given = randomInt(PART_PORTS);

function nextPort(): number {
  given = (given + 1) % PART_PORTS;
  return firstOfPart + given;
}

/** `wanted` if it is free (0: any free port). Throws a LocalError that names `flag` otherwise. */
export async function freePort(wanted: number, flag: string): Promise<number> {
  if (wanted !== 0) {
    const refusal = await tryPort(wanted);
    if (refusal === null) return wanted;
    throw new LocalError(
      `Port ${wanted} cannot be used (${refusal}): stop what uses it, or choose another with ${flag}.`,
    );
  }
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const port = nextPort();
    if ((await tryPort(port)) === null) return port;
  }
  throw new LocalError('No free port found.');
}

/** Null if it can be listened on, else the system's word for why not. */
async function tryPort(port: number): Promise<string | null> {
  const server = createServer();
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    return codeOf(error);
  }
  server.close();
  await once(server, 'close');
  return null;
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return String(hasCode ? error.code : error);
}
