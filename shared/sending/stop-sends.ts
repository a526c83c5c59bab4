import type { SQSEvent } from 'aws-lambda';
import { SuppressionUpdate } from '../../events/suppression.ts';
import { eachMessage } from '../batch.ts';
import { type Catalogue, rulesOf } from '../domain/catalogue.ts';
import { permission } from '../domain/permission.ts';
import type { Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import { metricsOf } from '../metrics.ts';
import { measureTimeToStop } from '../time-to-stop.ts';
import { findQueuedSends, refuseSend } from './sends-table.ts';

type StopEnv = {
  ENVIRONMENT: string;
  GATE_STATE: 'open' | 'closed';
  GATE_TABLE: string;
  SENDS_TABLE: string;
  SENDS_BY_CONTACT_INDEX: string;
};

type StopParts = {
  channel: 'email' | 'sms';
  dynamo: Dynamo;
  env: StopEnv;
  catalogue: Catalogue;
};

/**
 * The handler of a sender's update queue: drops what waits for the contact points that it names, where the gate
 * allows it no more.
 */
export function stopSends({ channel, dynamo, env, catalogue }: StopParts) {
  const measure = metricsOf(env.ENVIRONMENT);
  const rules = rulesOf(catalogue, env);
  return (event: SQSEvent) =>
    eachMessage(event, async ({ body }) => {
      const { contactId, seq } = SuppressionUpdate.parse(JSON.parse(body));
      const gate = await readGate(dynamo, env.GATE_TABLE, contactId);
      const now = new Date();
      const { SENDS_TABLE, SENDS_BY_CONTACT_INDEX } = env;
      const waiting = await findQueuedSends(dynamo, SENDS_TABLE, SENDS_BY_CONTACT_INDEX, contactId);
      for (const { pk, sk, scope } of waiting) {
        const verdict = permission(gate, scope, now, rules);
        if (verdict.allowed) continue;
        const { reason } = verdict;
        const refused = await refuseSend(dynamo, SENDS_TABLE, { pk, sk }, reason, now);
        if (refused) measure('GateRefusals', 1, { Channel: channel, Reason: reason });
      }
      const stopped = Object.values(gate?.epochs ?? {}).find((epoch) => epoch?.seq === seq);
      if (stopped) measureTimeToStop(measure, `${channel}-sender`, stopped.at);
      return 'done';
    });
}
