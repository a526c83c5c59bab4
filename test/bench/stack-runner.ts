import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startLocal } from '../../infra/local/start-local.ts';

// A process of its own: `stack-runner.ts ORDER`. It prints where the stack answers, and stops with its input.
const { folder, assembly, inMemory } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const { mailbox, hops, stop, ...local } = await startLocal({
  ...{ folder, inMemory },
  assemble: () => assembly,
});
console.log(JSON.stringify(local));
process.stdin.resume();
await once(process.stdin, 'end');
await stop();
process.exit();
