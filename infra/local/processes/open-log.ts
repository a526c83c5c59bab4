import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Opens `logs/NAME.log` for appending; a file that has grown too long makes room for a new one. */
export function openLog(folder: string, name: string): number {
  const logs = path.join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `${name}.log`);
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.old`);
  return openSync(file, 'a');
}
