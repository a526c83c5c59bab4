import type { SQSEvent } from 'aws-lambda';
import { QueuedSend } from '../../events/queued-send.ts';
import { eachMessage } from '../../shared/batch.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, SettleDeadSendsEnv } from '../../shared/env.ts';
import { log } from '../../shared/log.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { dynamoSends } from '../../shared/sending/sends-table.ts';
import { settleDead } from '../../shared/sending/settle-dead.ts';

const env = loadEnv(SettleDeadSendsEnv);
const measure = metricsOf(env.ENVIRONMENT);
const sends = dynamoSends(dynamo(), env.SENDS_TABLE);

/** Dead letters of the senders: what they gave up comes to its end; what cannot be read stays for a person. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async ({ body }) => {
    const dead = QueuedSend.parse(JSON.parse(body));
    log('error', 'send given up', { client: dead.client, messageId: dead.messageId });
    const result = await settleDead(sends, dead, new Date());
    if (result === 'done') measure('SendsGivenUp', 1, {});
    return result;
  });
