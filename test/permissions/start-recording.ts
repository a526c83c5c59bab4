import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Before all tests: every stack that `npm start` runs, in whatever process, writes down which permissions it needs. */
export default function startRecording(): void {
  process.env.PERMISSION_RECORDS = mkdtempSync(path.join(tmpdir(), 'prior-consent-permissions-'));
}
