import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { returnAll } from '../../shared/batch.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { systemClock } from '../../shared/clock.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SendEmailEnv } from '../../shared/env.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { linkKeys } from '../../shared/secrets.ts';
import { countedSends } from '../../shared/sending/counted-sends.ts';
import { dynamoPermits } from '../../shared/sending/permits.ts';
import { prepareEmail } from '../../shared/sending/prepare-email.ts';
import { sendBatch } from '../../shared/sending/send-batch.ts';
import { type SendPorts, sendOne } from '../../shared/sending/send-one.ts';
import { readSend, refuseSend, settleSend } from '../../shared/sending/sends-table.ts';
import { isSpoolEmpty } from '../../shared/spool-queue.ts';

const env = loadEnv(SendEmailEnv);
const database = dynamo();
const queues = new SQSClient({});
const measure = metricsOf(env.ENVIRONMENT);

const ports: SendPorts = {
  clock: systemClock,
  rules: rulesOf(catalogue, env),
  permits: dynamoPermits(database, env),
  sends: countedSends(measure, 'email', {
    read: (key) => readSend(database, env.SENDS_TABLE, key),
    refuse: (key, reason) => refuseSend(database, env.SENDS_TABLE, key, reason, new Date()),
    settle: (record, permitId, state) =>
      settleSend(database, env.SENDS_TABLE, record, permitId, state, new Date()),
  }),
  prepare: prepareEmail(database, env, catalogue, linkKeys(env)),
};

/** Queue of emails: each passes the gate on its own, or does not leave. */
export async function handler(event: SQSEvent, context: Context) {
  if (!(await isSpoolEmpty(queues, env.WITHDRAWAL_SPOOL_URL))) return returnAll(event);
  return sendBatch(event, context, (send, invocation) => sendOne(ports, send, invocation));
}
