import { createHash, createHmac } from 'node:crypto';

const CANARY_TEXT = 'prior-consent pepper canary';

const canaryPk = `ID#${createHash('sha256').update(CANARY_TEXT).digest('base64url')}`;

/** Among the ledger's submissions, and as lasting: nobody can name one of their own like this. */
export const CANARY_KEY = { pk: canaryPk, sk: canaryPk };

/** What tells this pepper from every other, and nothing else of it. */
export function canaryOf(pepper: Uint8Array): string {
  return createHmac('sha256', pepper).update(CANARY_TEXT).digest('base64url');
}
