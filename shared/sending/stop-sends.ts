import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { SuppressionUpdate } from '../../events/suppression.ts';
import { eachMessage } from '../batch.ts';
import { permission, type Rules } from '../domain/permission.ts';
import type { Dynamo } from '../dynamo.ts';
import { readGate } from '../ledger/gate-table.ts';
import { findQueuedSends, refuseSend } from './sends-table.ts';

type StopEnv = { GATE_TABLE: string; SENDS_TABLE: string; SENDS_BY_CONTACT_INDEX: string };

/** Drops what waits for the contact points that a sender's update queue names, where the gate allows it no more. */
export function stopSends(
  dynamo: Dynamo,
  env: StopEnv,
  rules: Rules,
  event: SQSEvent,
): Promise<SQSBatchResponse> {
  return eachMessage(event, async ({ body }) => {
    const { contactId } = SuppressionUpdate.parse(JSON.parse(body));
    const gate = await readGate(dynamo, env.GATE_TABLE, contactId);
    const now = new Date();
    const { SENDS_TABLE, SENDS_BY_CONTACT_INDEX } = env;
    const waiting = await findQueuedSends(dynamo, SENDS_TABLE, SENDS_BY_CONTACT_INDEX, contactId);
    for (const { pk, sk, scope } of waiting) {
      const verdict = permission(gate, scope, now, rules);
      if (verdict.allowed) continue;
      await refuseSend(dynamo, SENDS_TABLE, { pk, sk }, verdict.reason, now);
    }
    return 'done';
  });
}
