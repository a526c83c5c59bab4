import { rmSync } from 'node:fs';
import path from 'node:path';
import type { Service } from './running.ts';
import { writeFileAtomically } from './write-file-atomically.ts';

/** `stack.json`, by which other commands find this stack; it is there while the stack runs. */
export function stackFile(folder: string, content: object): Service {
  const file = path.join(folder, 'stack.json');
  return {
    name: 'stack.json',
    async start() {
      writeFileAtomically(file, `${JSON.stringify(content, null, 2)}\n`);
    },
    async stop() {
      rmSync(file, { force: true });
    },
  };
}
