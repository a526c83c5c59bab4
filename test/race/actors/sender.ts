import { SENDER_TIMEOUT_SECONDS } from '../../../shared/domain/drain.ts';
import { openFence } from '../../../shared/sending/fence.ts';
import { type SendPorts, type SendResult, sendOne } from '../../../shared/sending/send-one.ts';
import { readSend, refuseSend, settleSend } from '../../../shared/sending/sends-table.ts';
import { OPEN } from '../../histories.ts';
import { callProvider } from '../provider.ts';
import type { Delivery, Message } from '../scenario.ts';
import { type Environment, runAs } from '../task.ts';
import type { World } from '../world.ts';
import { isExpected } from './expected.ts';

/** Every schedule has its own, for they share the tables. */
export const clientOf = ({ contactId }: World) => `shop.${contactId}`;

const TIMEOUT_MS = SENDER_TIMEOUT_SECONDS * 1_000;
const VISIBILITY_MS = 6 * TIMEOUT_MS;
const MAX_RECEIVES = 3;
const MAX_SKEW_MS = 20_000;

/** A batch reaches the email sender's function, and what is not done comes again. */
export function deliver(
  world: World,
  { messages, atMs }: Delivery,
  name: string,
  receive = 1,
): void {
  const { scheduler, system } = world;
  const environment = world.environment(name, Number.POSITIVE_INFINITY);
  const redeliver = (left: readonly Message[]) => {
    if (left.length === 0 || receive === MAX_RECEIVES) return;
    world.tally('redeliveries');
    const again = { messages: left, atMs: scheduler.nowMs() + redeliveryDelayMs(world) };
    deliver(world, again, `${name}'`, receive + 1);
  };
  environment.onKill = () => {
    world.tally('killed senders');
    redeliver(messages);
  };
  const invoke = async () => {
    environment.killAtMs = scheduler.nowMs() + system.killSenderAfterMs;
    const results = await invocation(world, environment, messages);
    scheduler.end(environment);
    redeliver(messages.filter((_, index) => results[index] !== 'done'));
  };
  scheduler.start(world.task(environment), invoke, atMs);
}

/** Queues promise at least once: mostly after the visibility timeout, but sometimes at once. */
function redeliveryDelayMs({ random }: World): number {
  return random.chance(0.5) ? VISIBILITY_MS : random.between(0, 200);
}

/** As the function's handler does it: every message on its own, the fence closed at the very end. */
async function invocation(
  world: World,
  environment: Environment,
  messages: readonly Message[],
): Promise<SendResult[]> {
  const fence = openFence();
  const deadlineMs = world.scheduler.nowMs() + TIMEOUT_MS;
  const given = {
    newPermitId: () => world.system.newPermitId(environment.name, world.nextNumber()),
    fence,
    remainingMs: () => deadlineMs - world.scheduler.nowMs(),
  };
  const ports = sendPorts(world);
  try {
    const sends = messages.map(({ id }) => {
      const name = messages.length > 1 ? `${environment.name}/${id}` : environment.name;
      const send = { version: 1, client: clientOf(world), messageId: id, recipient: 0 } as const;
      return runAs(world.task(environment, name), () => sendOne(ports, send, given));
    });
    return (await Promise.allSettled(sends)).map((result) => outcomeOf(world, environment, result));
  } finally {
    fence.close();
  }
}

function outcomeOf(
  world: World,
  { name }: Environment,
  result: PromiseSettledResult<SendResult>,
): SendResult {
  if (result.status === 'fulfilled') {
    world.scheduler.note(name, result.value);
    return result.value;
  }
  world.scheduler.note(name, `failed: ${result.reason}`);
  if (!isExpected(result.reason)) world.surprises.push(result.reason);
  return 'retry';
}

function sendPorts(world: World): SendPorts {
  const { system, database, scenario, random, tally } = world;
  const { dynamo, tables } = database;
  const clock = world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS));
  const permits = system.permits(database);
  return {
    clock,
    rules: OPEN,
    permits: {
      ...permits,
      async claim(claim) {
        const held = await permits.claim(claim);
        if (!held) tally('lost the claim');
        return held;
      },
    },
    sends: {
      read: (key) => readSend(dynamo, tables.SENDS_TABLE, key),
      async refuse(key, reason) {
        const held = await refuseSend(dynamo, tables.SENDS_TABLE, key, reason, clock.now());
        if (held) tally('refused at the gate');
        return held;
      },
      settle: (record, permitId, state) =>
        settleSend(dynamo, tables.SENDS_TABLE, record, permitId, state, clock.now()),
    },
    takeTurn: async () => true,
    async prepare({ messageId }) {
      const message = scenario.messages.find(({ id }) => id === messageId);
      if (!message) throw new Error(`no message ${messageId} in this schedule`);
      return callProvider(message);
    },
  };
}
