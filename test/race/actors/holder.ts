import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { backOff } from '../../../shared/clock.ts';
import { DRAIN_LIMIT_MS } from '../../../shared/domain/drain.ts';
import type { Acknowledgement } from '../logs.ts';
import type { HoldPlan } from '../scenario.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

const BACK_OFF = { baseMs: 50, capMs: 500 };

/**
 * Somebody stops a contact point altogether and lifts that again later: one update each, repeated until it is
 * heard. In force once whoever had claimed before is gone for certain.
 */
export function holdContact(world: World, { contact, atMs, forMs }: HoldPlan, name: string): void {
  const { scheduler, logs } = world;
  const clock = world.clock(0);
  const work = async () => {
    await update(world, 'ADD', contact, name);
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
    await update(world, 'DELETE', contact, name);
    world.tally('holds set and lifted');
  };
  const environment = { ...world.environment(name), mayFail: false };
  scheduler.start(world.task(environment), work, atMs);
}

async function update(
  world: World,
  verb: 'ADD' | 'DELETE',
  contact: HoldPlan['contact'],
  name: string,
): Promise<void> {
  const { dynamo, tables } = world.database;
  const command = new UpdateCommand({
    TableName: tables.GATE_TABLE,
    Key: { contactId: world.contactIds[contact] },
    UpdateExpression: `${verb} holds :hold`,
    ExpressionAttributeValues: { ':hold': new Set([name]) },
  });
  for (let attempt = 0; ; attempt++) {
    try {
      await dynamo.send(command);
      return;
    } catch (error) {
      if (!isExpected(error)) throw error;
      await backOff(world.clock(0), attempt, BACK_OFF);
    }
  }
}
