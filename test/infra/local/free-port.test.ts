import { createServer } from 'node:net';
import { expect, test } from '@jest/globals';
import { freePort } from '../../../infra/local/free-port.ts';

test('gives no port twice, although none is in use yet', async () => {
  const ports: number[] = [];
  for (let count = 0; count < 200; count++) ports.push(await freePort(0, ''));
  expect(new Set(ports).size).toBe(ports.length);
});

test('names the flag where a wanted port is taken', async () => {
  const port = await freePort(0, '');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await expect(freePort(port, '--api-port')).rejects.toThrow(
    `Port ${port} cannot be used (EADDRINUSE): stop what uses it, or choose another with --api-port.`,
  );
  await new Promise((resolve) => server.close(resolve));
});
