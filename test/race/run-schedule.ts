import { randomBytes } from 'node:crypto';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { messageKey, putSend } from '../../shared/sending/sends-table.ts';
import { postForm, recordGrant } from './actors/granter.ts';
import { holdContact } from './actors/holder.ts';
import { clientOf, deliver } from './actors/sender.ts';
import { postWithdrawal } from './actors/withdrawer.ts';
import { checkLogs, startsAfterNewConsent, type Violation } from './check-logs.ts';
import type { Control } from './controls/controls.ts';
import { scenarioOf } from './scenario.ts';
import { realSystem } from './system.ts';
import type { Tally } from './tally.ts';
import { createWorld, type Database, type World } from './world.ts';

export type ScheduleResult = {
  seed: number;
  steps: number;
  violations: Violation[];
  counts: Tally;
  /** One line a step. */
  trace: string[];
};

/** One seed, one interleaving, on a contact point of its own. */
export async function runSchedule(
  seed: number,
  database: Database,
  control?: Control,
): Promise<ScheduleResult> {
  const scenario = control?.bias?.(scenarioOf(seed)) ?? scenarioOf(seed);
  const contactIds = [newContactId(), newContactId()] as const;
  const system = control?.system ?? realSystem;
  const world = createWorld(seed, scenario, { database, system, contactIds });

  await prepare(world);
  for (const [index, delivery] of scenario.deliveries.entries()) {
    deliver(world, delivery, `sender-${index + 1}`);
  }
  for (const [index, plan] of scenario.withdrawals.entries()) {
    postWithdrawal(world, plan, `stop-${index + 1}`);
  }
  for (const [index, plan] of scenario.grants.entries()) {
    postForm(world, plan, `form-${index + 1}`);
  }
  for (const [index, plan] of scenario.holds.entries()) {
    holdContact(world, plan, `hold-${index + 1}`);
  }
  // A withdrawal that finds the store down, and the consumer of its spool, begin here once they exist.
  await world.scheduler.run();

  const { trace, counts, logs, surprises } = world;
  if (surprises.length > 0) {
    throw new AggregateError(
      surprises,
      `seed ${seed}: errors that nobody injected\n${trace.join('\n')}`,
    );
  }
  count(world);
  return { seed, steps: world.scheduler.step(), violations: checkLogs(logs), counts, trace };
}

const newContactId = () => randomBytes(16).toString('base64url');

async function prepare(world: World): Promise<void> {
  const { scenario, database, contactIds, gatesAtAcceptance } = world;
  const { dynamo, tables } = database;
  for (const { contact, scopes } of scenario.granted) {
    await recordGrant(world, { nonce: 'before', contact, scopes, doubleOptIn: false });
  }
  for (const contactId of contactIds) {
    const gate = await readGate(dynamo, tables.GATE_TABLE, contactId);
    if (gate) gatesAtAcceptance.set(contactId, gate);
  }
  // As the API stores them: each waits to be claimed, with an address that no test mails.
  for (const { id, scope, contact } of scenario.messages) {
    const contactId = contactIds[contact];
    await putSend(dynamo, tables.SENDS_TABLE, {
      ...{ pk: messageKey(clientOf(world), id), sk: '0000' },
      ...{ scope, contactId, queuedFor: contactId },
      ...{ state: 'queued', reason: null, permitId: null, to: 'sam@example.com' },
      ...{ substitutions: {}, updatedAt: world.clock(0).now().toISOString() },
    });
  }
}

function count({ scenario, logs, tally }: World): void {
  tally('schedules');
  const delivered = scenario.deliveries.flatMap(({ messages }) => messages);
  for (const { id } of scenario.messages) {
    const times = delivered.filter((message) => message.id === id).length;
    if (times > 1) tally('duplicate deliveries');
  }
  for (let sent = startsAfterNewConsent(logs); sent > 0; sent--) tally('sent after a new consent');
}
