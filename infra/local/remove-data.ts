import { rmSync } from 'node:fs';
import path from 'node:path';

// Named one by one: the folder is the developer's, and may hold more than ours.
const KEPT_BY_THE_STACK = ['dynamodb', 'secrets.json', 'logs', 'stack.json', 'cdk.out'];

/** Drops all that earlier starts have kept in the data folder, and nothing else. */
export function removeData(folder: string): void {
  for (const name of KEPT_BY_THE_STACK) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}
