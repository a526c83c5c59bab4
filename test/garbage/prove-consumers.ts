import type { Context, SQSBatchResponse } from 'aws-lambda';
import { queueEvent } from '../functions/queue-event.ts';
import type { Random } from '../race/random.ts';
import type { GarbageWorld } from './garbage-world.ts';
import { type Neighbour, neighbours } from './neighbours.ts';
import type { Write } from './network.ts';
import { poisonFor } from './poison.ts';
import { type Finding, faultsOf } from './tell.ts';

const BATCH_MESSAGES = 10;
/** Good ones are made for a batch in so many: each has a history of its own, and that takes time. */
const NEIGHBOURS_EVERY = 40;

/** The senders count their turns before they look at a message. */
const TURNS = /"pk":\{"S":"RATE#(email|sms)"\},"sk":\{"S":"RATE"\}/;

/** What a network and all together are sent is counted apart from whom. */
const HEAPS = /"pk":\{"S":"BUDGET#(network#\d+|all#(email|sms))"\},"sk":\{"S":"window"\}/;

/** Calls to SES and to the SMS provider: counted where they arrive. */
const TO_A_PROVIDER = /^\/$|^PinpointSMSVoiceV2\./;

const context = {
  awsRequestId: 'invocation',
  getRemainingTimeInMillis: () => 9_000,
} as Context;

/** Hands poison to every reader of a queue in batches of ten, now and then with good messages between. */
export async function proveConsumers(
  world: GarbageWorld,
  random: Random,
  messages: number,
): Promise<Finding> {
  const consumers = world.targets.consumers.filter(({ reads }) => reads === 'queue');
  const batches = Math.ceil(messages / BATCH_MESSAGES / consumers.length);
  const faults = new Map<string, number>();
  let good = 0;
  for (const { entry } of consumers) {
    world.output.say(`poison for ${entry}`);
    for (let batch = 0; batch < batches; batch++) {
      const isMixed = batch % NEIGHBOURS_EVERY === 0;
      if (isMixed) good += 1;
      const fault = await poisonBatch(world, entry, random, isMixed);
      if (fault) faults.set(`${entry}: ${fault}`, (faults.get(`${entry}: ${fault}`) ?? 0) + 1);
    }
  }
  const count = batches * BATCH_MESSAGES * consumers.length;
  return {
    claim:
      'a message that cannot be read is given back alone, changes nothing, and holds nobody up',
    tried: `${count} messages to ${consumers.length} readers of queues, ${good} good ones among them`,
    faults: faultsOf(faults),
  };
}

async function poisonBatch(
  world: GarbageWorld,
  entry: string,
  random: Random,
  isMixed: boolean,
): Promise<string | undefined> {
  const poison = Array.from({ length: BATCH_MESSAGES }, () => poisonFor(entry, random));
  const make = neighbours[entry];
  if (!make) throw new Error(`no good message for ${entry}`);
  const neighbour = isMixed ? await make(world.dynamo) : undefined;
  const place = random.between(0, BATCH_MESSAGES - 1);
  const bodies: unknown[] = poison.map(({ body }) => body);
  if (neighbour) bodies[place] = neighbour.body;
  const expected = bodies.flatMap((_, index) =>
    neighbour && index === place ? [] : [`m${index}`],
  );
  const provided = () => world.emails.requests.length + world.texts.requests.length;
  const before = provided();
  try {
    const { result, writes } = await world.network.during<SQSBatchResponse>(() =>
      world.handlerOf(entry)(queueEvent(...bodies), context),
    );
    const failed = result.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const sent = provided() - before;
    return (
      failureFault(failed, expected, poison) ??
      writeFault(writes, neighbour) ??
      (neighbour && !(await neighbour.isDone()) ? 'the good message was not handled' : undefined) ??
      (sent > (neighbour ? 1 : 0) ? 'something was sent' : undefined)
    );
  } catch (error) {
    world.output.noteCrash(error);
    return `the whole batch failed: ${String(error)}`;
  }
}

function failureFault(
  failed: readonly string[],
  expected: readonly string[],
  poison: readonly { says: string }[],
): string | undefined {
  const taken = expected.filter((id) => !failed.includes(id));
  const heldUp = failed.filter((id) => !expected.includes(id));
  if (heldUp.length > 0) return 'the good message was given back too';
  if (taken.length === 0) return undefined;
  const says = taken.map((id) => poison[Number(id.slice(1))]?.says);
  return `taken for done: ${says[0]}`;
}

function writeFault(writes: readonly Write[], neighbour: Neighbour | undefined) {
  const strange = writes.find(
    ({ operation, body }) =>
      !TURNS.test(body) &&
      !TO_A_PROVIDER.test(operation) &&
      !(neighbour && (body.includes(neighbour.mark) || HEAPS.test(body))),
  );
  return strange && `it wrote: ${strange.operation} ${strange.body.slice(0, 300)}`;
}
