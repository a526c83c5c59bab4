import type { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from './clock.ts';
import { type Dynamo, within } from './dynamo.ts';
import { dynamoLedger } from './ledger/dynamo-ledger.ts';
import { keysTable, keysWithin } from './ledger/keys-table.ts';
import type { SpoolPorts } from './ledger/withdraw-or-spool.ts';
import { sendToQueue } from './queue.ts';

type Env = Parameters<typeof dynamoLedger>[1] &
  Parameters<typeof keysTable>[1] & { WITHDRAWAL_SPOOL_URL: string };

/** What every door that withdraws stands on: the ledger with its keys, and the queue for when it is down. */
export function withdrawPorts(dynamo: Dynamo, queues: SQSClient, env: Env): SpoolPorts {
  const keys = keysTable(dynamo, env);
  return {
    clock: systemClock,
    ledger: (signal) => dynamoLedger(within(dynamo, signal), env, keysWithin(keys, signal)),
    spool: (message, signal) => sendToQueue(queues, env.WITHDRAWAL_SPOOL_URL, [message], signal),
  };
}
