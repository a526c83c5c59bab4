import type { SQSEvent } from 'aws-lambda';
import { SuppressionUpdate } from '../../events/suppression.ts';
import { eachMessage } from '../../shared/batch.ts';
import { catalogue } from '../../shared/catalogue.ts';
import { rulesOf } from '../../shared/domain/catalogue.ts';
import { permission } from '../../shared/domain/permission.ts';
import { dynamo } from '../../shared/dynamo.ts';
import { loadEnv, StopEmailEnv } from '../../shared/env.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { metricsOf } from '../../shared/metrics.ts';
import { findQueuedSends, refuseSend } from '../../shared/sending/sends-table.ts';
import { measureTimeToStop } from '../../shared/time-to-stop.ts';

const env = loadEnv(StopEmailEnv);
const database = dynamo();
const measure = metricsOf(env.ENVIRONMENT);
const rules = rulesOf(catalogue, env);

/** The email sender's own update queue: messages that wait for someone who has left are dropped at once. */
export const handler = (event: SQSEvent) =>
  eachMessage(event, async ({ body }) => {
    const { contactId, seq } = SuppressionUpdate.parse(JSON.parse(body));
    const gate = await readGate(database, env.GATE_TABLE, contactId);
    const now = new Date();
    const queued = await findQueuedSends(
      database,
      env.SENDS_TABLE,
      env.SENDS_BY_CONTACT_INDEX,
      contactId,
    );
    for (const { pk, sk, scope } of queued) {
      const verdict = permission(gate, scope, now, rules);
      if (verdict.allowed) continue;
      const { reason } = verdict;
      const refused = await refuseSend(database, env.SENDS_TABLE, { pk, sk }, reason, now);
      if (refused) measure('GateRefusals', 1, { Channel: 'email', Reason: reason });
    }
    const stopped = Object.values(gate?.epochs ?? {}).find((epoch) => epoch?.seq === seq);
    if (stopped) measureTimeToStop(measure, 'email-sender', stopped.at);
    return 'done';
  });
