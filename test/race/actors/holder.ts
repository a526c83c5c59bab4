import { backOff } from '../../../shared/clock.ts';
import { DRAIN_LIMIT_MS } from '../../../shared/domain/drain.ts';
import { addHold } from '../../../shared/ledger/holds-table.ts';
import { liftVerifiedHold } from '../../../shared/ledger/lift-verified-hold.ts';
import type { Acknowledgement } from '../logs.ts';
import type { HoldPlan } from '../scenario.ts';
import { looksEmpty } from '../spool.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const BACK_OFF = { baseMs: 50, capMs: 500 };
const TAMPERING = 'tampering';

/**
 * The stream's function holds a contact point altogether, and an operator's command lifts that again later: each
 * repeated until it is done. In force once whoever had claimed before is gone for certain.
 */
export function holdContact(world: World, { contact, atMs, forMs }: HoldPlan, name: string): void {
  const { scheduler, logs, database, contactIds } = world;
  const contactId = contactIds[contact];
  const clock = world.clock(0);
  const work = async () => {
    const { dynamo, tables } = database;
    await untilDone(world, async () => {
      await addHold(dynamo, tables.GATE_TABLE, contactId, TAMPERING);
      return true;
    });
    await clock.sleep(DRAIN_LIMIT_MS);
    const [step, liftedStep] = [scheduler.step(), Number.POSITIVE_INFINITY];
    const hold: Acknowledgement = {
      ...{ kind: 'hold', postedStep: step, step, atMs: scheduler.nowMs() },
      ...{ contact, cover: '*', by: name, liftedStep },
    };
    logs.acknowledgements.push(hold);
    scheduler.note(name, `IN FORCE: everything is held at ${contact}`);
    await clock.sleep(forMs);
    hold.liftedStep = scheduler.step();
    await untilDone(world, () => liftOne(world, contactId, TAMPERING));
    world.tally('holds set and lifted');
  };
  const environment = { ...world.environment(name), mayFail: false };
  scheduler.start(world.task(environment), work, atMs);
}

/** False where somebody was writing all the while, or what waits in the spool may still need the hold. */
export async function liftOne(world: World, contactId: string, hold: string): Promise<boolean> {
  const ports = {
    ledger: world.system.ledger(world.database),
    isSpoolEmpty: () => looksEmpty(world),
  };
  const { outcome } = await liftVerifiedHold(ports, contactId, hold);
  return outcome === 'lifted' || outcome === 'not held';
}

async function untilDone({ clock }: World, work: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      if (await work()) return;
    } catch (error) {
      if (!isExpected(error)) throw error;
    }
    await backOff(clock(0), attempt, BACK_OFF);
  }
}
