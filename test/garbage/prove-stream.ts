import { marshall } from '@aws-sdk/util-dynamodb';
import type { Context } from 'aws-lambda';
import { deliverBatch } from '../../infra/local/sources/deliver-batch.ts';
import { eventItem } from '../../shared/ledger/ledger-item.ts';
import { eventsOf, newContact } from '../functions/gates.ts';
import { withdrawn } from '../histories.ts';
import type { Random } from '../race/random.ts';
import { breakField, type Field } from './break-body.ts';
import { CANARY } from './canary.ts';
import type { GarbageWorld } from './garbage-world.ts';
import type { Write } from './network.ts';
import { type Bad, NOT_A_CHOICE, NOT_A_COUNT, over } from './odd-values.ts';
import { RawJson, setAt } from './raw-json.ts';
import type { Consumer } from './targets.ts';
import { type Finding, faultsOf } from './tell.ts';

const BATCH_RECORDS = 10;
/** As the mapping has it, but for the number: each costs a turn of waiting on AWS and nothing here. */
const MAX_RETRIES = 2;

const HASH: readonly Bad[] = [['empty', ''], ['no hash', CANARY.word], over(20)];

/** Parts of an event in the ledger, as the stream's image brings them. */
const fields: readonly Field[] = [
  ...['version', 'seq'].map(
    (name): Field => ({ is: 'value', at: [name], bad: storable(NOT_A_COUNT) }),
  ),
  ...['eventId', 'contactId', 'prev', 'hash', 'recordedAt', 'evidenceHash'].map(
    (name): Field => ({
      ...{ is: 'value', at: [name], bad: [...HASH, ['no text', 7], ['no text', {}]] },
      isOptional: name === 'evidenceHash',
    }),
  ),
  { is: 'value', at: ['source'], bad: storable(NOT_A_CHOICE) },
  {
    is: 'value',
    at: ['changes'],
    bad: [
      ['no list', null],
      ['empty', []],
      ['no list', {}],
      ['no changes', ['x']],
    ],
  },
  { is: 'value', at: ['changes', 0, 'type'], bad: storable(NOT_A_CHOICE) },
  { is: 'value', at: ['changes', 0, 'epoch'], bad: storable(NOT_A_COUNT) },
  { is: 'value', at: [CANARY.word], bad: [['unknown field', CANARY.email]], isOptional: true },
  { is: 'value', at: ['pk'], bad: [['no text', {}]] },
];

type Kind = 'event' | 'poison' | 'tampering';
type StreamRecord = { kind: Kind; says: string; mark: string; sequence: string; record: unknown };

/** Hands the reader of the ledger's stream events that cannot be read, between good ones and signs of tampering. */
export async function proveStream(
  world: GarbageWorld,
  random: Random,
  records: number,
): Promise<Finding> {
  const readers = world.targets.consumers.filter(({ reads }) => reads === 'stream');
  const faults = new Map<string, number>();
  const batches = Math.ceil(records / BATCH_RECORDS / readers.length);
  for (const reader of readers) {
    for (let batch = 0; batch < batches; batch++) {
      const made = Array.from({ length: BATCH_RECORDS }, (_, index) => recordOf(index, random));
      const fault = await streamFault(world, reader, made);
      if (fault) faults.set(fault, (faults.get(fault) ?? 0) + 1);
    }
  }
  return {
    claim:
      'a stream record that cannot be read is given up alone; tampering holds, and nothing else is written',
    tried: `${batches * BATCH_RECORDS * readers.length} records`,
    faults: faultsOf(faults),
  };
}

async function streamFault(
  world: GarbageWorld,
  { entry, bisects, reportsFailures }: Consumer,
  made: readonly StreamRecord[],
): Promise<string | undefined> {
  const givenUp: StreamRecord[] = [];
  const { writes } = await world.network.during(() =>
    deliverBatch(made, {
      policy: { maxRetries: MAX_RETRIES, bisect: bisects, reportsFailures },
      sequenceOf: ({ sequence }) => sequence,
      backOff: async () => true,
      giveUp: async (records) => void givenUp.push(...records),
      async invoke(records) {
        const Records = records.map(({ record }) => record);
        try {
          const answer = await world.handlerOf(entry)({ Records }, {} as Context);
          return { ok: true, requestId: '', payload: JSON.stringify(answer) };
        } catch (error) {
          world.output.noteCrash(error);
          const told = { errorType: 'Error', errorMessage: '' };
          return { ok: false, requestId: '', error: told, timedOut: false };
        }
      },
    }),
  );
  const lost = givenUp.find(({ kind }) => kind !== 'poison');
  if (lost) return `${lost.says} was given up`;
  const taken = made.find((one) => one.kind === 'poison' && !givenUp.includes(one));
  if (taken) return `taken for done: ${taken.says}`;
  const unheard = made.find((one) => one.kind !== 'poison' && !isHeard(one, writes));
  if (unheard) return `nothing came of ${unheard.says}`;
  const strange = writes.find(
    (write) => !made.some((one) => one.kind !== 'poison' && isOf(one, write)),
  );
  return strange && `it wrote: ${strange.operation} ${strange.body.slice(0, 300)}`;
}

/** A sign of tampering that names nobody holds nobody. */
const isHeard = (one: StreamRecord, writes: readonly Write[]) =>
  one.mark === '' || writes.some((write) => isOf(one, write));

function isOf({ kind, mark }: StreamRecord, { operation, body }: Write): boolean {
  if (mark === '' || !body.includes(mark)) return false;
  return kind === 'event' ? operation.startsWith('AmazonSQS.') : operation.endsWith('.UpdateItem');
}

function recordOf(index: number, random: Random): StreamRecord {
  const contactId = newContact();
  const [event] = eventsOf(contactId, [withdrawn(1)]);
  if (!event) throw new Error('no event');
  const item = eventItem(event);
  const sequence = `1000${index}`;
  const shared = { mark: contactId, sequence };
  const way = random.unit();
  if (way < 0.08)
    return { ...shared, kind: 'event', says: 'a good event', record: insert(item, sequence) };
  if (way < 0.12) {
    const isNobody = random.chance(0.5);
    const pk = isNobody
      ? random.pick<unknown>(CANARY.email, 'ID#x', '__proto__', 7, null)
      : contactId;
    return {
      ...shared,
      kind: 'tampering',
      mark: isNobody ? '' : contactId,
      says: `tampering at ${pk}`,
      record: {
        eventName: random.pick('MODIFY', 'REMOVE'),
        dynamodb: {
          Keys: marshall({ pk, sk: item.sk }),
          OldImage: marshall(item),
          SequenceNumber: sequence,
        },
      },
    };
  }
  const [first, ...others] = fields;
  if (!first) throw new Error('nothing of an event can be broken');
  const { says, json } = breakField(item, random.pick(first, ...others), random);
  return { ...shared, kind: 'poison', says, record: insert(json as object, sequence) };
}

const insert = (item: object, SequenceNumber: string) => ({
  eventName: 'INSERT',
  dynamodb: {
    Keys: marshall({ pk: 'x', sk: 'x' }),
    NewImage: marshall(setAt(item, [], item), { removeUndefinedValues: true }),
    SequenceNumber,
  },
});

/** What a table can hold. */
function storable(values: readonly Bad[]): readonly Bad[] {
  return values.filter(([, value]) => !(value instanceof RawJson));
}
