import { randomBytes } from 'node:crypto';
import { readGate } from '../../shared/ledger/gate-table.ts';
import { messageKey, putSend } from '../../shared/sending/sends-table.ts';
import { postForm, recordGrant } from './actors/granter.ts';
import { clientOf, deliver } from './actors/sender.ts';
import { postWithdrawal } from './actors/withdrawer.ts';
import { checkLogs, type Violation } from './check-logs.ts';
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
  const contactId = randomBytes(16).toString('base64url');
  const system = control?.system ?? realSystem;
  const world = createWorld(seed, scenario, { database, system, contactId });

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

async function prepare(world: World): Promise<void> {
  const { scenario, database, contactId } = world;
  if (scenario.granted.length > 0) {
    await recordGrant(world, { nonce: 'before', scopes: scenario.granted });
  }
  world.gateAtAcceptance = await readGate(database.dynamo, database.tables.GATE_TABLE, contactId);
  // As the API stores them: each waits to be claimed, with an address that no test mails.
  for (const { id, scope } of scenario.messages) {
    await putSend(database.dynamo, database.tables.SENDS_TABLE, {
      ...{
        pk: messageKey(clientOf(world), id),
        sk: '0000',
        scope,
        contactId,
        queuedFor: contactId,
      },
      ...{ state: 'queued', reason: null, permitId: null, to: 'sam@example.com' },
      ...{ substitutions: {}, updatedAt: world.clock(0).now().toISOString() },
    });
  }
}

function count({ scenario, tally }: World): void {
  tally('schedules');
  const delivered = scenario.deliveries.flatMap(({ messages }) => messages);
  for (const { id } of scenario.messages) {
    const times = delivered.filter((message) => message.id === id).length;
    if (times > 1) tally('duplicate deliveries');
  }
}
