import { mkdirSync, openSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const MAX_LOG_BYTES = 10 * 1024 * 1024;

/** Opens `logs/NAME.log` for appending; a file that has grown too long makes room for a new one. */
export function openLog(folder: string, name: string): number {
  const file = logFile(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) renameSync(file, `${file}.old`);
  return openSync(file, 'a');
}

export function logFile(folder: string, name: string): string {
  return path.join(folder, 'logs', `${name}.log`);
}
