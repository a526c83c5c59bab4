import { parseArgs } from 'node:util';
import { synthesizeTemplate } from '../synthesize.ts';
import { EXEMPT_PERMISSIONS } from './iam/exempt-permissions.ts';
import { judgePermissions } from './iam/judge-permissions.ts';
import { readRecord } from './iam/permission-facts.ts';
import { permissionsOf } from './iam/used-permissions.ts';
import { readStack } from './template/read-stack.ts';

// Fails if the template grants what no function has needed in the last full test run. What has been granted
// since then is only told; with --proven, as after that run, it fails as well.

const NOWHERE = { apiUrl: 'http://localhost', queuesUrl: 'http://localhost' };

const { proven } = parseArgs({ options: { proven: { type: 'boolean', default: false } } }).values;
const granted = grantedNow();
const record = readRecord();
if (!record && !proven) {
  console.log('permissions: no full test run has been recorded yet: run npm test');
} else {
  const { unused, unproven, stale } = judgePermissions(
    granted,
    record ?? { granted: [], used: [] },
    EXEMPT_PERMISSIONS,
  );
  tell(unused, 'granted, but no function needed it in the last full test run');
  tell(unproven, 'granted since the last full test run: run npm test');
  tell(stale, 'listed in infra/local/iam/exempt-permissions.ts, but needed or not granted');
  if (unused.length + stale.length + (proven ? unproven.length : 0) > 0) process.exitCode = 1;
  else
    console.log(`permissions: ${granted.length} granted, ${unproven.length} not seen in use yet`);
}

function grantedNow(): string[] {
  const template = synthesizeTemplate('local');
  const bundles = Object.fromEntries(Object.keys(template.Resources).map((id) => [id, '']));
  return permissionsOf(readStack({ template, bundles }, NOWHERE).functions);
}

function tell(permissions: readonly string[], what: string): void {
  for (const permission of permissions) console.error(`permissions: ${permission}\n  ${what}`);
}
