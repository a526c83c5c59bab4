import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type LocalStackRunning, startLocal } from '../../../infra/local/start-local.ts';
import type { Assembly } from '../../../infra/local/template/template.ts';
import { withFolder } from './fixture-stack.ts';

export type Stack = LocalStackRunning & { folder: string };

/** Runs the stack that `assemble` declares. `written(file)` are the lines that a handler has appended. */
export async function withStack(
  assemble: (folder: string) => Assembly,
  work: (stack: Stack, written: (file: string) => string[]) => Promise<void>,
): Promise<void> {
  await withFolder(async (folder) => {
    const assembly = assemble(folder);
    const options = { folder, inMemory: true, withoutConsole: true, assemble: () => assembly };
    const stack = await startLocal(options);
    try {
      await work({ ...stack, folder }, (file) => lines(path.join(folder, file)));
    } finally {
      await stack.stop();
    }
  });
}

function lines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n').slice(0, -1);
  } catch {
    return [];
  }
}

/** A handler's beginning: `write(file, line)` appends to a file of the test's folder. */
export const writing = (folder: string) => `import { appendFileSync } from 'node:fs';
  const write = (file, line) => appendFileSync(${JSON.stringify(`${folder}/`)} + file, line + '\\n');`;
