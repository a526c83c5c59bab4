import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Scope } from '../../events/scope.ts';
import type { Assembly } from '../../infra/local/template/template.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Tick } from '../../shared/domain/decide.ts';
import type { KeyRing } from '../../shared/domain/key-ring.ts';
import { loadEnv, RecordFormConsentEnv } from '../../shared/env.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { keysTable } from '../../shared/ledger/keys-table.ts';
import { record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { functionVariables } from '../bench/doors.ts';
import { linkRingOf, type RemoteProduct, startProduct, synthesizeProduct } from '../product.ts';

/** The whole product on this machine, and people in whatever state a page is for. */
export type Stage = Pick<RemoteProduct, 'apiUrl' | 'consoleUrl'> & {
  /** What links are signed with. */
  ring: KeyRing;
  /** Somebody new who has ticked this: the contact point, and where it stands in the ledger. */
  someone(ticks: readonly Tick[]): Promise<{ contactId: string; seq: number }>;
  leave(contactId: string, cover: Scope | '*'): Promise<void>;
};

export async function startStage(): Promise<Stage & { stop(): Promise<void> }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-browser-'));
  const assembly = synthesizeProduct(folder);
  const product = await startProduct(folder, assembly, { inMemory: true });
  return {
    ...(await stageOf(product, assembly, await linkRingOf(product))),
    async stop() {
      await product.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** People who meet the pages of a product that runs already, by links signed with `ring`. */
export async function stageOf(
  product: RemoteProduct,
  assembly: Assembly,
  ring: KeyRing,
): Promise<Stage> {
  const variables = functionVariables(product, assembly).get('RecordFormConsent')?.variables;
  Object.assign(process.env, variables, { AWS_ENDPOINT_URL_KMS: product.endpoints.kms });
  const env = loadEnv(RecordFormConsentEnv);
  const ledger = dynamoLedger(product.database, env, keysTable(product.database, env));
  const submission = () => {
    const name = randomBytes(16).toString('base64url');
    return { caller: 'form:browser', bodyHash: '', idempotencyKey: () => name };
  };
  return {
    ...{ apiUrl: product.apiUrl, consoleUrl: product.consoleUrl, ring },
    async someone(ticks) {
      const contactId = randomBytes(16).toString('base64url');
      const requests = ticks.map((tick) => ({ kind: 'grant', tick }) as const);
      const { receipt } = await record(ledger, systemClock, {
        ...{ ...submission(), source: 'form' },
        parts: [{ contactId, matchId: null, requests }],
        evidence: { note: 'asked in a test' },
      });
      return { contactId, seq: receipt.parts[0]?.event?.seq ?? 0 };
    },
    async leave(contactId, cover) {
      const requests = [{ kind: 'withdraw', cover, reason: 'withdrawn' } as const];
      await withdraw(ledger, systemClock, {
        ...{ ...submission(), source: 'unsubscribe-page' },
        parts: [{ contactId, matchId: null, requests }],
      });
    },
  };
}
