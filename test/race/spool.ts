import { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { eachMessage } from '../../shared/batch.ts';
import { failuresOf, queueEvent } from '../functions/queue-event.ts';
import { isExpected } from './actors/expected.ts';
import { COUNT_LAG_MS } from './check-logs.ts';
import { lostConnection } from './faults.ts';
import { currentTask } from './task.ts';
import type { World } from './world.ts';

/** One message of the spool. `takenOff`: from then on the queue no longer counts it. */
export type Spooled = { putAtMs: number; takenOffAtMs: number; takenOffStep: number };

const CONSUMER_TIMEOUT_MS = 25_000;
const VISIBILITY_MS = 6 * CONSUMER_TIMEOUT_MS;
/** The product's is 1,000, but a schedule's outage is over after the second or third. */
const MAX_RECEIVES = 30;
const DELAYS_MS = [50, 2_000, 20_000] as const;

/** Puts a withdrawal into the spool, as a door does; the connection may break before or after. */
export async function putIntoSpool(world: World, message: SpooledWithdrawal): Promise<Spooled> {
  const task = currentTask();
  if (!task) throw new Error('only tasks put something into the spool');
  const { scheduler, scenario, random, tally } = world;
  await scheduler.park(task, '→ spool', { inFlight: true });
  const isLost = random.chance(scenario.spool.refuses);
  const isTaken = !isLost || random.chance(0.5);
  const spooled = newSpooled(world);
  if (isTaken) {
    world.spool.push(spooled);
    const body = JSON.stringify(message);
    deliverSpooled(world, spooled, body);
    if (random.chance(scenario.spool.repeats)) deliverSpooled(world, spooled, body, "'");
  }
  await scheduler.park(task, `← spool: ${isLost ? 'no answer' : 'ok'}`);
  if (!isLost) return spooled;
  tally('withdrawals that the spool did not take');
  throw lostConnection();
}

function newSpooled({ scheduler }: World): Spooled {
  const putAtMs = scheduler.nowMs();
  const never = Number.POSITIVE_INFINITY;
  return { putAtMs, takenOffAtMs: never, takenOffStep: never };
}

/** What a sender is told. The queue counts all that it has, in flight or not, but may be behind. */
export async function looksEmpty(world: World): Promise<boolean> {
  const { scheduler, scenario, random, tally, spool } = world;
  const task = currentTask();
  if (!task) throw new Error('only tasks look into the spool');
  await scheduler.park(task, '→ looks into the spool');
  const lags = spool.length > 0 && random.chance(scenario.spool.lags);
  if (lags) tally('looks that were behind');
  const atMs = scheduler.nowMs() - (lags ? random.between(0, COUNT_LAG_MS) : 0);
  const counted = spool.filter((one) => one.putAtMs <= atMs && atMs < one.takenOffAtMs);
  if (counted.length > 0) scheduler.note(task.name, `is told of ${counted.length} in the spool`);
  return counted.length === 0;
}

/** The queue hands it to the consumer until that says that it is done. A duplicate is a delivery beside the others. */
function deliverSpooled(world: World, spooled: Spooled, body: string, copy = ''): void {
  const { scheduler, random, tally } = world;
  const name = `spooled-${world.nextNumber()}${copy}`;
  const receive = (receives: number, atMs: number): void => {
    const queue = world.task(world.network, `${name}.${receives}`);
    const again = () => {
      if (receives < MAX_RECEIVES) receive(receives + 1, scheduler.nowMs() + VISIBILITY_MS);
    };
    scheduler.start(queue, () => consume(world, queue.name, body, again, () => takeOff()), atMs);
  };
  const takeOff = () => {
    if (spooled.takenOffAtMs !== Number.POSITIVE_INFINITY) return;
    spooled.takenOffAtMs = scheduler.nowMs();
    spooled.takenOffStep = scheduler.step();
    tally('spooled withdrawals put in force');
  };
  if (copy) tally('spooled withdrawals delivered again');
  const slowestMs = copy ? 60_000 : random.pick(...DELAYS_MS);
  receive(1, scheduler.nowMs() + random.between(0, slowestMs));
}

/** One invocation of the consumer's function, in an environment of its own. */
async function consume(
  world: World,
  name: string,
  body: string,
  again: () => void,
  done: () => void,
): Promise<void> {
  const { scheduler, system, database } = world;
  const environment = world.environment(name);
  environment.onKill = again;
  scheduler.begin(environment, scheduler.nowMs() + CONSUMER_TIMEOUT_MS);
  const ports = { clock: world.clock(0), ledger: () => system.ledger(database) };
  scheduler.start(world.task(environment), invoke, scheduler.nowMs());

  async function invoke() {
    const answer = await eachMessage(queueEvent(body), async (message) => {
      try {
        await system.applySpooled(ports, SpooledWithdrawal.parse(JSON.parse(message.body)));
        return 'done';
      } catch (error) {
        scheduler.note(name, `failed: ${error}`);
        if (!isExpected(error)) world.surprises.push(error);
        return 'retry';
      }
    });
    const left = scheduler.end(environment);
    if (left.length > 0) world.surprises.push(new Error(`${name} left ${left.join('; ')}`));
    if (failuresOf(answer).length > 0) again();
    else done();
  }
}
