import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { writeFileAtomically } from '../write-file-atomically.ts';

export const SEED_FILE = 'seed.json';

/** What has been filled in so far: what a second start need not do, and the day that all dates count from. */
const KeptSeed = z.strictObject({
  seed: z.int().min(0),
  anchor: z.iso.datetime(),
  done: z.array(z.string()),
});
export type KeptSeed = z.infer<typeof KeptSeed>;

export function readSeed(folder: string): KeptSeed | undefined {
  try {
    return KeptSeed.parse(JSON.parse(readFileSync(path.join(folder, SEED_FILE), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function keepSeed(folder: string, kept: KeptSeed): void {
  writeFileAtomically(path.join(folder, SEED_FILE), `${JSON.stringify(kept, null, 2)}\n`);
}
