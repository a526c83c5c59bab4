import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { QueuedSend } from '../../events/queued-send.ts';
import { eachMessage } from '../batch.ts';
import { systemClock } from '../clock.ts';
import { type Catalogue, rulesOf } from '../domain/catalogue.ts';
import type { Dynamo } from '../dynamo.ts';
import { metricsOf } from '../metrics.ts';
import { countedSends } from './counted-sends.ts';
import { openFence } from './fence.ts';
import { dynamoPermits } from './permits.ts';
import { type SendPorts, sendOne } from './send-one.ts';
import { sendRate } from './send-rate.ts';
import { dynamoSends } from './sends-table.ts';
import { turnCounter } from './turn-counter.ts';

type SenderEnv = {
  ENVIRONMENT: string;
  GATE_STATE: 'open' | 'closed';
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
  return async (event, context) => {
    const fence = openFence();
    const invocation = {
      newPermitId: () => `${context.awsRequestId}.${randomUUID()}`,
      fence,
      remainingMs: () => context.getRemainingTimeInMillis(),
    };
    try {
      return await eachMessage(event, ({ body }) =>
        sendOne(ports, QueuedSend.parse(JSON.parse(body)), invocation),
      );
    } finally {
      fence.close();
    }
  };
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
