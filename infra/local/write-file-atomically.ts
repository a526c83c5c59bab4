import { renameSync, writeFileSync } from 'node:fs';

const OWNER_ONLY = 0o600;

/** A reader sees the old content or the new, never a half, and only its owner can read it. */
export function writeFileAtomically(file: string, content: string): void {
  const draft = `${file}.${process.pid}.new`;
  writeFileSync(draft, content, { mode: OWNER_ONLY });
  renameSync(draft, file);
}
