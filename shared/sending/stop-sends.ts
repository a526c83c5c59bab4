import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { SuppressionUpdate } from '../../events/suppression.ts';
import { eachMessage } from '../batch.ts';
import { permission, type Rules } from '../domain/permission.ts';
import type { Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import type { Measure } from '../metrics.ts';
import { measureTimeToStop } from '../time-to-stop.ts';
import { findQueuedSends, refuseSend } from './sends-table.ts';

export type StopPorts = {
  channel: 'email' | 'sms';
  dynamo: Dynamo;
  env: { GATE_TABLE: string; SENDS_TABLE: string; SENDS_BY_CONTACT_INDEX: string };
  measure: Measure;
  rules: Rules;
};

/** Drops what waits for the contact points that a sender's update queue names, where the gate allows it no more. */
export function stopSends(
  { channel, dynamo, env, measure, rules }: StopPorts,
  event: SQSEvent,
): Promise<SQSBatchResponse> {
  return eachMessage(event, async ({ body }) => {
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
