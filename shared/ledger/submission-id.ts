import { createHash } from 'node:crypto';
import { jcs } from '../domain/jcs.ts';

/** Names a submission for ever: names of different callers never meet. */
export function submissionId(caller: string, key: string): string {
  return createHash('sha256')
    .update(jcs([caller, key]))
    .digest('base64url');
}
