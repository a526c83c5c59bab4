import { randomBytes } from 'node:crypto';
import { contactIdsOf, contactPointOf } from '../../shared/domain/contact-point.ts';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { openPreferences, postForm, recordGrant } from './actors/granter.ts';
import { holdContact } from './actors/holder.ts';
import { sendOutside } from './actors/outside-sender.ts';
import { deliver, putMessage } from './actors/sender.ts';
import { postWithdrawal } from './actors/withdrawer.ts';
import { checkLogs, startsAfterNewConsent, type Violation } from './check-logs.ts';
import type { Control } from './controls/controls.ts';
import { proveReceived } from './prove-received.ts';
import { scenarioOf } from './scenario.ts';
import { realSystem } from './system.ts';
import type { Tally } from './tally.ts';
import { ADDRESSES, type ContactKeys, createWorld, type Database, type World } from './world.ts';

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
  const keys = { pepper: randomBytes(KEY_BYTES), matchKey: randomBytes(KEY_BYTES) };
  const contactIds = [contactIdOf(keys, 'email'), contactIdOf(keys, 'sms')] as const;
  const system = control?.system ?? realSystem;
  const world = createWorld(seed, scenario, { database, system, keys, contactIds });

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
  for (const [index, plan] of scenario.pages.entries()) {
    openPreferences(world, plan, `page-${index + 1}`);
  }
  for (const [index, plan] of scenario.holds.entries()) {
    holdContact(world, plan, `hold-${index + 1}`);
  }
  for (const [index, plan] of scenario.outside.entries()) {
    sendOutside(world, plan, `outside-${index + 1}`);
  }
  await world.scheduler.run();
  await proveReceived(world);

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

const KEY_BYTES = 32;

function contactIdOf(keys: ContactKeys, channel: keyof typeof ADDRESSES): string {
  const point = contactPointOf(channel, ADDRESSES[channel]);
  if (!point) throw new Error(`${ADDRESSES[channel]} is no address`);
  return contactIdsOf(keys, point).contactId;
}

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
  for (const message of scenario.messages) await putMessage(world, message);
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
