import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Gate } from '../../events/gate.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { Clock } from '../../shared/clock.ts';
import { SENDER_TIMEOUT_SECONDS } from '../../shared/domain/drain.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { applySpooled, withdrawOrSpool } from '../../shared/ledger/withdraw-or-spool.ts';
import { dynamoPermits, type Permits } from '../../shared/sending/permits.ts';
import { sendBatch } from '../../shared/sending/send-batch.ts';
import type { Invocation, ProviderCall, SendResult } from '../../shared/sending/send-one.ts';
import type { Database } from './world.ts';

export type SendOne = (send: QueuedSend, invocation: Invocation) => Promise<SendResult>;

/** The sender's function around its messages. `clock` is for those that do not wait to the end. */
export type Invoke = (
  event: SQSEvent,
  context: Pick<Context, 'awsRequestId' | 'getRemainingTimeInMillis'>,
  isSpoolEmpty: () => Promise<boolean>,
  send: SendOne,
  clock: Clock,
) => Promise<SQSBatchResponse>;

/** What is under test, as it is deployed; a control replaces one part. */
export type System = {
  ledger(database: Database): LedgerStore;
  permits(database: Database, gatesAtAcceptance: ReadonlyMap<string, Gate>): Permits;
  withdraw: typeof withdrawOrSpool;
  /** Whether what was only spooled is answered as if it were in force. */
  acknowledgesSpooled: boolean;
  /** The spool's consumer, for each message; what it resolves to is taken off. */
  applySpooled: typeof applySpooled;
  /** How many withdrawals a confirmation has seen, if that many stood when it was asked for. */
  seenBy(asked: number): number;
  invoke: Invoke;
  /** How a provider is called. */
  provider(call: ProviderCall): ProviderCall;
  /** The id of an invocation's next permit. */
  newPermitId(invocation: string, number: number): string;
  /** From when on an outside sender counts the life of its permit. */
  countsLifeFrom(moments: { askedAtMs: number; answeredAtMs: number }): number;
  /** When the platform kills a sender. */
  killSenderAfterMs: number;
  /** Whether a sender may return before its work is done. */
  leavesWork: boolean;
};

export const realSystem: System = {
  ledger: ({ dynamo, tables }) => dynamoLedger(dynamo, tables),
  permits: ({ dynamo, tables }) => dynamoPermits(dynamo, tables),
  withdraw: withdrawOrSpool,
  acknowledgesSpooled: false,
  applySpooled,
  seenBy: (asked) => asked,
  invoke: sendBatch,
  provider: (call) => call,
  newPermitId: (invocation, number) => `${invocation}.${number}`,
  countsLifeFrom: ({ askedAtMs }) => askedAtMs,
  killSenderAfterMs: SENDER_TIMEOUT_SECONDS * 1_000,
  leavesWork: false,
};
