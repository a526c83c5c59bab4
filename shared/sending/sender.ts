import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClock } from '../clock.ts';
import { type Catalogue, rulesOf } from '../domain/catalogue.ts';
import type { Dynamo } from '../dynamo.ts';
import { metricsOf } from '../metrics.ts';
import { isSpoolEmpty } from '../spool-queue.ts';
import { countedSends } from './counted-sends.ts';
import { dynamoPermits } from './permits.ts';
import { sendBatch } from './send-batch.ts';
import { type SendPorts, sendOne } from './send-one.ts';
import { sendRate } from './send-rate.ts';
import { dynamoSends } from './sends-table.ts';
import { turnCounter } from './turn-counter.ts';

type SenderEnv = {
  ENVIRONMENT: string;
  GATE_STATE: 'open' | 'closed';
  WITHDRAWAL_SPOOL_URL: string;
  GATE_TABLE: string;
  SENDS_TABLE: string;
  OPERATIONS_TABLE: string;
  SENDS_PER_SECOND: number;
};

export type SenderParts = {
  channel: 'email' | 'sms';
  dynamo: Dynamo;
  env: SenderEnv;
  catalogue: Catalogue;
  prepare: SendPorts['prepare'];
};

type Sender = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** The handler of a channel's sender: each message passes the gate on its own, or does not leave. */
export function sender(parts: SenderParts): Sender {
  const ports = portsOf(parts);
  const queues = new SQSClient({});
  const look = () => isSpoolEmpty(queues, parts.env.WITHDRAWAL_SPOOL_URL);
  return (event, context) =>
    sendBatch(event, context, look, (send, invocation) => sendOne(ports, send, invocation));
}

function portsOf({ channel, dynamo, env, catalogue, prepare }: SenderParts): SendPorts {
  const turns = turnCounter(dynamo, env.OPERATIONS_TABLE, channel);
  return {
    clock: systemClock,
    rules: rulesOf(catalogue, env),
    permits: dynamoPermits(dynamo, env),
    sends: countedSends(metricsOf(env.ENVIRONMENT), channel, dynamoSends(dynamo, env.SENDS_TABLE)),
    prepare,
    takeTurn: sendRate(turns, env.SENDS_PER_SECOND, systemClock),
  };
}
