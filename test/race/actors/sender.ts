import { SENDER_TIMEOUT_SECONDS } from '../../../shared/domain/drain.ts';
import {
  type ProviderCall,
  type SendPorts,
  type SendResult,
  sendOne,
} from '../../../shared/sending/send-one.ts';
import {
  messageKey,
  putSend,
  readSend,
  refuseSend,
  settleSend,
} from '../../../shared/sending/sends-table.ts';
import { failuresOf, queueEvent } from '../../functions/queue-event.ts';
import { OPEN } from '../../histories.ts';
import { injected } from '../faults.ts';
import { callProvider } from '../provider.ts';
import type { Delivery, Message } from '../scenario.ts';
import { looksEmpty } from '../spool.ts';
import type { SendOne } from '../system.ts';
import { type Environment, runAs } from '../task.ts';
import { ADDRESSES, type World } from '../world.ts';
import { isExpected } from './expected.ts';

/** Every schedule has its own, for they share the tables. */
export const clientOf = ({ contactIds }: World) => `shop.${contactIds[0]}`;

const TIMEOUT_MS = SENDER_TIMEOUT_SECONDS * 1_000;
const VISIBILITY_MS = 6 * TIMEOUT_MS;
const MAX_RECEIVES = 3;
const MAX_SKEW_MS = 20_000;

const USED_AGAIN_PROBABILITY = 0.8;

/** As the API stores it: it waits to be claimed, with an address that no test mails. */
export async function putMessage(world: World, message: Message): Promise<void> {
  const { id, scope, contact } = message;
  const { dynamo, tables } = world.database;
  const contactId = world.contactIds[contact];
  world.messages.set(id, message);
  await putSend(dynamo, tables.SENDS_TABLE, {
    ...{ pk: messageKey(clientOf(world), id), sk: '0000' },
    ...{ scope, contactId, queuedFor: contactId },
    ...{ state: 'queued', reason: null, permitId: null, to: ADDRESSES.email },
    ...{ substitutions: {}, updatedAt: world.clock(0).now().toISOString() },
  });
}

/** A batch reaches the email sender's function, and what is not done comes again. */
export function deliver(
  world: World,
  { messages, atMs }: Delivery,
  name: string,
  receive = 1,
): void {
  const redeliver = (left: readonly Message[]) => {
    if (left.length === 0 || receive === MAX_RECEIVES) return;
    world.tally('redeliveries');
    const again = { messages: left, atMs: world.scheduler.nowMs() + redeliveryDelayMs(world) };
    deliver(world, again, `${name}'`, receive + 1);
  };
  // Until it is handed to an environment a batch is the platform's.
  const queue = world.task(world.network, name);
  world.scheduler.start(queue, () => invoke(world, messages, name, redeliver), atMs);
}

/** One invocation, in an environment that is idle, or in a new one. */
function invoke(
  world: World,
  messages: readonly Message[],
  name: string,
  redeliver: (left: readonly Message[]) => void,
): Promise<void> {
  const { scheduler, system } = world;
  const environment = idleEnvironment(world);
  environment.onKill = () => {
    world.tally('killed senders');
    redeliver(messages);
  };
  scheduler.begin(environment, scheduler.nowMs() + system.killSenderAfterMs);
  return runAs(world.task(environment, name), async () => {
    const failed = await runFunction(world, environment, messages, name);
    const left = scheduler.end(environment);
    world.idleSenders.push(environment);
    if (left.length > 0) {
      world.tally('work left frozen');
      if (!system.leavesWork) world.surprises.push(new Error(`${name} left ${left.join('; ')}`));
    }
    redeliver(failed);
  });
}

function idleEnvironment(world: World): Environment {
  const { idleSenders, random } = world;
  if (idleSenders.length === 0 || !random.chance(USED_AGAIN_PROBABILITY)) {
    return world.environment(`environment-${world.nextNumber()}`);
  }
  const [environment] = idleSenders.splice(random.between(0, idleSenders.length - 1), 1);
  if (!environment) throw new Error('an idle environment is gone');
  world.tally('environments used again');
  world.renew(environment);
  return environment;
}

/** Queues promise at least once: mostly after the visibility timeout, but sometimes at once. */
function redeliveryDelayMs({ random }: World): number {
  return random.chance(0.5) ? VISIBILITY_MS : random.between(0, 200);
}

/** The function's own code; answers which messages go back to the queue. */
async function runFunction(
  world: World,
  environment: Environment,
  messages: readonly Message[],
  name: string,
): Promise<Message[]> {
  const { scheduler, system } = world;
  const deadlineMs = scheduler.nowMs() + TIMEOUT_MS;
  const context = {
    awsRequestId: name,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - scheduler.nowMs()),
  };
  const ports = sendPorts(world);
  const bodies = messages.map(({ id }) => ({
    ...{ version: 1, client: clientOf(world), messageId: id, recipient: 0 },
  }));
  const send: SendOne = (message, invocation) => {
    const { messageId } = message;
    const task = world.task(environment, messages.length > 1 ? `${name}/${messageId}` : name);
    const given = {
      ...invocation,
      newPermitId: () => system.newPermitId(name, world.nextNumber()),
    };
    return runAs(task, () => noted(world, task.name, sendOne(ports, message, given)));
  };
  const look = async () => {
    const isEmpty = await looksEmpty(world);
    if (!isEmpty) world.tally('batches returned over a spool');
    if (!isEmpty) world.logs.returned.push(name);
    return isEmpty;
  };
  const answer = await system.invoke(queueEvent(...bodies), context, look, send, world.clock(0));
  const failed = new Set(failuresOf(answer));
  return messages.filter((_, index) => failed.has(`m${index}`));
}

async function noted(world: World, name: string, work: Promise<SendResult>): Promise<SendResult> {
  try {
    const result = await work;
    world.scheduler.note(name, result);
    return result;
  } catch (error) {
    world.scheduler.note(name, `failed: ${error}`);
    if (!isExpected(error)) world.surprises.push(error);
    throw error;
  }
}

/** `call`: how the provider is called with a message. */
export function sendPorts(
  world: World,
  call: (message: Message) => ProviderCall = callProvider,
): SendPorts {
  const { system, database, random, tally } = world;
  const { dynamo, tables } = database;
  const clock = world.clock(random.between(-MAX_SKEW_MS, MAX_SKEW_MS));
  const permits = system.permits(database, world.gatesAtAcceptance);
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
      const message = world.messages.get(messageId);
      if (!message) throw new Error(`no message ${messageId} in this schedule`);
      if (message.unrenderable) throw injected(new Error(`${messageId} cannot be rendered`));
      return system.provider(call(message));
    },
  };
}
