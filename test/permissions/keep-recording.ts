import { rmSync } from 'node:fs';
import type { GlobalConfig } from 'jest';
import { keepRecord } from '../../infra/local/iam/permission-facts.ts';

/** After all tests: what was needed becomes the record that `npm run check` reads. A part of the tests proves nothing. */
export default function keepRecording(run: GlobalConfig): void {
  const folder = process.env.PERMISSION_RECORDS;
  if (folder === undefined) return;
  if (isFull(run)) keepRecord(folder);
  rmSync(folder, { recursive: true, force: true });
}

function isFull({
  testPathPatterns,
  testNamePattern,
  onlyChanged,
  onlyFailures,
  shard,
}: GlobalConfig): boolean {
  return (
    testPathPatterns.patterns.length === 0 &&
    !testNamePattern &&
    !onlyChanged &&
    !onlyFailures &&
    !shard
  );
}
