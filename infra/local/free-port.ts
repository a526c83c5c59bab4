import { once } from 'node:events';
import { createServer } from 'node:net';
import { LOOPBACK } from './aws-local.ts';
import { LocalError } from './local-error.ts';

/** `wanted` if it is free (0: any free port). Throws a LocalError that names `flag` otherwise. */
export async function freePort(wanted: number, flag: string): Promise<number> {
  const server = createServer();
  try {
    server.listen(wanted, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    throw new LocalError(
      `Port ${wanted} cannot be used (${codeOf(error)}): stop what uses it, or choose another with ${flag}.`,
    );
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new LocalError('No free port found.');
  return address.port;
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return String(hasCode ? error.code : error);
}
