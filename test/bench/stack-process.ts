import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Assembly } from '../../infra/local/template/template.ts';
import { type RemoteProduct, reached } from '../product.ts';

const RUNNER = path.join(import.meta.dirname, 'stack-runner.ts');

/**
 * The stack in a process of its own: a raw call of the bench then crosses as many processes as a function's
 * does, and neither side shares a heap with the front.
 */
export async function startStackProcess(
  folder: string,
  assembly: Assembly,
  { inMemory }: { inMemory: boolean },
): Promise<RemoteProduct> {
  const order = path.join(folder, 'order.json');
  writeFileSync(order, JSON.stringify({ folder, assembly, inMemory }));
  const child = spawn(process.execPath, [RUNNER, order], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    const local = {
      ...JSON.parse(line),
      async stop() {
        // The end of its input is the order to stop.
        child.stdin.end();
        await exited;
      },
    };
    return reached(local, folder);
  }
  throw new Error('the stack did not start');
}
