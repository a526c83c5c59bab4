import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { LocalError } from '../local-error.ts';
import type { Service } from '../running.ts';

const OWNER_ONLY_FOLDER = 0o700;

/** Lets one runner at a time use `folder`. The system drops the lock however the runner ends. */
export function dataLock(folder: string): Service {
  let lock: DatabaseSync | undefined;
  return {
    name: `data folder ${folder}`,
    async start() {
      mkdirSync(folder, { recursive: true, mode: OWNER_ONLY_FOLDER });
      const file = new DatabaseSync(path.join(folder, 'lock'));
      try {
        file.exec('BEGIN EXCLUSIVE');
      } catch (cause) {
        file.close();
        throw new LocalError(
          `Another local stack is using ${folder}: stop it, or give this one its own folder with --data.`,
          { cause },
        );
      }
      lock = file;
    },
    async stop() {
      lock?.close();
      lock = undefined;
    },
  };
}
