import type { SQSEvent } from 'aws-lambda';
import { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { eachMessage } from '../../shared/batch.ts';
import { systemClock } from '../../shared/clock.ts';
import { dynamo, within } from '../../shared/dynamo.ts';
import { ApplySpooledWithdrawalsEnv, loadEnv } from '../../shared/env.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import { applySpooled } from '../../shared/ledger/withdraw-or-spool.ts';

const env = loadEnv(ApplySpooledWithdrawalsEnv);
const database = dynamo();

const ports = {
  clock: systemClock,
  // Without keys: a queue holds no evidence, so there is none to seal.
  ledger: (signal: AbortSignal) => dynamoLedger(within(database, signal), env),
};

/** Queue of withdrawals that came while the store was down: committed first, and only then is their hold lifted. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async ({ body }) => {
    await applySpooled(ports, SpooledWithdrawal.parse(JSON.parse(body)));
    return 'done';
  });
