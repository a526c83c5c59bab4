import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { ServiceMessage } from '../../events/service-message.ts';
import { eachMessage } from '../batch.ts';
import { catalogue } from '../catalogue.ts';
import { systemClock } from '../clock.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import type { Dynamo } from '../dynamo.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { keysTable } from '../ledger/keys-table.ts';
import { metricsOf } from '../metrics.ts';
import { sendRate } from '../sending/send-rate.ts';
import { turnCounter } from '../sending/turn-counter.ts';
import { dynamoBudgets } from './budgets.ts';
import { type ServicePorts, sendServiceMessage } from './send-service-message.ts';

type ServiceEnv = {
  ENVIRONMENT: string;
  LEDGER_TABLE: string;
  GATE_TABLE: string;
  OPERATIONS_TABLE: string;
  KEYS_TABLE: string;
  EVIDENCE_KEY_ID: string;
  SENDS_PER_SECOND: number;
  SERVICE_MESSAGES_PER_HOUR: number;
  ALLOWED_RECIPIENTS: readonly string[];
};

/** The handler of a channel's service messages. */
export function serviceSender(
  channel: ConfirmedChannel,
  dynamo: Dynamo,
  env: ServiceEnv,
  { isReached, prepare }: Pick<ServicePorts, 'isReached' | 'prepare'>,
): (event: SQSEvent, context: Context) => Promise<SQSBatchResponse> {
  const keys = keysTable(dynamo, env);
  const turns = turnCounter(dynamo, env.OPERATIONS_TABLE, channel);
  const ports: ServicePorts = {
    catalogue,
    channel,
    clock: systemClock,
    ledger: dynamoLedger(dynamo, env),
    keys,
    budgets: dynamoBudgets(dynamo, env.OPERATIONS_TABLE),
    allowedRecipients: env.ALLOWED_RECIPIENTS,
    mostPerHour: env.SERVICE_MESSAGES_PER_HOUR,
    measure: metricsOf(env.ENVIRONMENT),
    takeTurn: sendRate(turns, env.SENDS_PER_SECOND, systemClock),
    isReached,
    prepare,
  };
  return (event) =>
    eachMessage(event, ({ body }) =>
      sendServiceMessage(ports, ServiceMessage.parse(JSON.parse(body))),
    );
}
