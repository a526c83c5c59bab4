import { rmSync } from 'node:fs';
import path from 'node:path';
import { SEED_FILE } from './seed/kept-seed.ts';

// Named one by one: the folder is the developer's, and may hold more than ours.
const KEPT_BY_THE_STACK = ['dynamodb', 'secrets.json', 'logs', 'stack.json', 'cdk.out', SEED_FILE];

/** Drops all that earlier starts have kept in the data folder, and nothing else. */
export function removeData(folder: string): void {
  for (const name of KEPT_BY_THE_STACK) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
