import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Gate } from '../../events/gate.ts';
import type { SendRecord } from '../../events/send-record.ts';
import { type Call, faults, unavailable } from './faults.ts';
import type { Outage } from './outages.ts';
import type { FaultRates } from './scenario.ts';
import { currentTask, type Task } from './task.ts';

type Input = {
  TableName?: string;
  TransactItems?: Record<string, { TableName?: string } | undefined>[];
};

/**
 * Puts the scheduler and the faults between the product and the engine: every call of a task waits
 * once before its request arrives and once before its answer is heard. Other calls pass freely.
 */
export function interposeNetwork(client: DynamoDBClient): void {
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const task = currentTask();
      if (!task) return next(args);
      const input = args.input as Input;
      const name = String(context.commandName).replace(/(Items|Item)?Command$/, '');
      const label = `${name} ${tablesOf(input).join(' + ')}`;
      const isWrite = !/^(Get|Query|BatchGet)/.test(name);
      const send = () => task.world.scheduler.perform(() => next(args));
      const actions = input.TransactItems?.length ?? 0;
      const sendLater = () => arriveLater(task, label, send);
      const call = { isWrite, actions, send, sendLater };
      return throughNetwork(task, label, call, tablesOf(input));
    },
    { step: 'initialize', name: 'raceNetwork' },
  );
}

async function throughNetwork<T>(
  task: Task,
  label: string,
  call: Call<T>,
  tables: readonly string[],
): Promise<T> {
  const { scheduler } = task.world;
  await scheduler.park(task, `→ ${label}`, { inFlight: call.isWrite });
  const [outcome] = await Promise.allSettled([answerTo(task, call, tables)]);
  await scheduler.park(task, `← ${label}: ${wordsFor(outcome)}`);
  if (outcome.status === 'rejected') throw outcome.reason;
  return outcome.value;
}

function answerTo<T>(task: Task, call: Call<T>, tables: readonly string[]): Promise<T> {
  const { random, scenario, tally } = task.world;
  const outage = outageOver(task, call, tables);
  if (outage) return strikeDown(outage, task, call);
  // A request whose sender is gone simply arrives: nobody is left to be told otherwise.
  if (task.environment.state !== 'running') return call.send();
  for (const [name, fault] of Object.entries(faults)) {
    if (fault.writesOnly && !call.isWrite) continue;
    if (!random.chance(scenario.faults[name as keyof FaultRates])) continue;
    tally(fault.counted);
    return fault.strike(call);
  }
  return call.send();
}

function outageOver(
  { world }: Task,
  { actions }: Pick<Call<unknown>, 'actions'>,
  tables: readonly string[],
): Outage | undefined {
  const { scenario, scheduler, database } = world;
  const nowMs = scheduler.nowMs();
  return scenario.outages.find(({ kind, fromMs, untilMs }) => {
    if (nowMs < fromMs || nowMs >= untilMs) return false;
    if (kind === 'everything') return true;
    if (kind === 'ledger') return tables.includes(database.tables.LEDGER_TABLE);
    return actions > 0;
  });
}

async function strikeDown<T>({ kind }: Outage, { world }: Task, call: Call<T>): Promise<T> {
  world.tally('calls while the store was down');
  if (kind === 'answers') await call.send();
  throw unavailable();
}

const LATE_AT_MOST_MS = 2_000;

function arriveLater(task: Task, label: string, send: () => Promise<unknown>): void {
  const { world } = task;
  const ghost = world.task(world.network, `${task.name} (late)`);
  const arrive = async () => {
    const [outcome] = await Promise.allSettled([send()]);
    world.scheduler.note(ghost.name, `arrived: ${label}: ${wordsFor(outcome)}`);
  };
  const delayMs = world.random.between(0, LATE_AT_MOST_MS);
  world.scheduler.start(ghost, arrive, world.scheduler.nowMs() + delayMs);
}

function tablesOf({ TableName, TransactItems = [] }: Input): string[] {
  const names = TransactItems.map((action) => Object.values(action)[0]?.TableName);
  return [TableName, ...names].filter((name) => name !== undefined);
}

/** Enough of an answer to follow a trace: the gate's revision and permits, a record's state. */
function wordsFor(outcome: PromiseSettledResult<unknown>): string {
  if (outcome.status === 'rejected') {
    const { name, message, CancellationReasons: reasons } = outcome.reason;
    const codes = reasons?.map(({ Code }: { Code?: string }) => Code).join(', ');
    return `${name} (${codes ?? message})`;
  }
  const { Item } = (outcome.value as { output: { Item?: Partial<Gate & SendRecord> } }).output;
  if (Item?.rev) {
    const holders = Object.keys(Item.permits ?? {}).map(holderOf);
    return `rev ${Item.rev}, permits ${JSON.stringify(holders)}`;
  }
  return Item?.state ?? 'ok';
}

/** Without what is drawn anew each time: `outside.shop`, `sender-2.3`. */
const holderOf = (permit: string) => permit.split('.', 2).join('.');
