import { SENDER_TIMEOUT_SECONDS } from '../../shared/domain/drain.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { dynamoPermits, type Permits } from '../../shared/sending/permits.ts';
import type { Database } from './world.ts';

/** What is under test, as it is deployed; a control replaces one part. */
export type System = {
  permits(database: Database): Permits;
  withdraw: typeof withdraw;
  /** The id of an environment's next permit. */
  newPermitId(environment: string, number: number): string;
  /** When the platform kills a sender. */
  killSenderAfterMs: number;
};

export const realSystem: System = {
  permits: ({ dynamo, tables }) => dynamoPermits(dynamo, tables),
  withdraw,
  newPermitId: (environment, number) => `${environment}.${number}`,
  killSenderAfterMs: SENDER_TIMEOUT_SECONDS * 1_000,
};
