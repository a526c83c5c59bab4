import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { localClient } from '../../../infra/local/aws-local.ts';
import { withFolder } from './fixture-stack.ts';
import { isAlive } from './is-alive.ts';
import { until } from './until.ts';

const START = fileURLToPath(new URL('../../../infra/local/start.ts', import.meta.url));
const FIXTURE_RUNNER = fileURLToPath(new URL('./fixture-runner.ts', import.meta.url));

type Ready = { event: 'ready'; dynamodb: string };

/** Starts a runner and reads its lines until it is ready. */
async function start(
  script: string,
  ...args: string[]
): Promise<{ child: ChildProcess; ready: Ready }> {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const ready = await until('the runner is ready', () => {
    if (child.exitCode !== null) throw new Error(`The runner ended: ${said.join('\n')}`);
    return said.find((line) => line.includes('"ready"'));
  });
  return { child, ready: JSON.parse(ready) };
}

const startReal = (folder: string) =>
  start(START, '--json', '--data', folder, '--api-port', '0', '--console-port', '0');

/** The outcome of a start that is refused. */
async function refused(...args: string[]): Promise<{ code: number | null; said: string }> {
  const child = spawn(process.execPath, [START, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code, said };
}

/** Every process that `pid` has started: its guard, the engine, the function environments. */
function childrenOf(pid: number | undefined): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/ +/).map(Number))
    .flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child] : []));
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

const put = (endpoint: string, pk: string) =>
  new DynamoDBClient(localClient(endpoint)).send(
    new PutItemCommand({ TableName: 'Ledger', Item: { pk: { S: pk } } }),
  );

describe('the whole service, as npm start runs it', () => {
  test('ends in order on Ctrl-C and leaves no process and no address behind', async () => {
    await withFolder(async (folder) => {
      const { child } = await startReal(folder);
      const children = await until('the functions behind HTTP are warm', () => {
        const pids = childrenOf(child.pid);
        return pids.length > 4 && pids;
      });
      expect(existsSync(path.join(folder, 'stack.json'))).toBe(true);
      expect(await kill(child, 'SIGINT')).toBe(0);
      expect(children.filter(isAlive)).toEqual([]);
      expect(existsSync(path.join(folder, 'stack.json'))).toBe(false);
    });
  });

  test('leaves no process behind when it is killed, frozen environments included', async () => {
    await withFolder(async (folder) => {
      const { child } = await startReal(folder);
      const children = await until('the functions behind HTTP are warm', () => {
        const pids = childrenOf(child.pid);
        return pids.length > 4 && pids;
      });
      await kill(child, 'SIGKILL');
      await until('every child has ended', () => children.every((pid) => !isAlive(pid)));
    });
  });
});

describe('what is kept in the data folder', () => {
  test('is there after a kill: tables, secrets, and the stream from its beginning', async () => {
    await withFolder(async (folder) => {
      const first = await start(FIXTURE_RUNNER, folder);
      await put(first.ready.dynamodb, 'one');
      const seen = () => readFileSync(path.join(folder, 'seen'), 'utf8').split('\n').slice(0, -1);
      await until(
        'the function saw it',
        () => existsSync(path.join(folder, 'seen')) && seen().length > 0,
      );
      const secrets = readFileSync(path.join(folder, 'secrets.json'), 'utf8');
      expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
      await kill(first.child, 'SIGKILL');

      const second = await until('the lock is free', async () => start(FIXTURE_RUNNER, folder));
      await put(second.ready.dynamodb, 'two');
      await until('both were delivered again, in order', () => seen().length >= 3);
      expect(seen()).toEqual(['one', 'one', 'two']);
      expect(readFileSync(path.join(folder, 'secrets.json'), 'utf8')).toBe(secrets);
      await kill(second.child, 'SIGKILL');
    });
  });

  test('belongs to one runner at a time', async () => {
    await withFolder(async (folder) => {
      const { child } = await start(FIXTURE_RUNNER, folder);
      const { code, said } = await refused(
        '--data',
        folder,
        '--api-port',
        '0',
        '--console-port',
        '0',
      );
      expect(code).toBe(1);
      expect(said).toMatch(/^Another local stack is using .* --data\.\n$/);
      await kill(child, 'SIGKILL');
    });
  });
});

describe('a start that cannot work says why in one line', () => {
  test('a port in use', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    await withFolder(async (folder) => {
      const { code, said } = await refused('--data', folder, '--api-port', port);
      expect(code).toBe(1);
      expect(said).toBe(
        `Port ${port} cannot be used (EADDRINUSE): stop what uses it, or choose another with --api-port.\n`,
      );
    });
    other.close();
  });

  test('a port that is none, an option that is none', async () => {
    expect((await refused('--api-port', 'many')).said).toMatch(/^--api-port many is not a port/);
    expect((await refused('--what')).said).toMatch(/^Unknown option '--what'/);
  });
});
