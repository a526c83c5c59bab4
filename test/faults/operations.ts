import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { ConsentRequest } from '../../shared/domain/decide.ts';
import { chainFaults } from '../../shared/domain/event-hash.ts';
import { foldEvents, stateOf } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { PERMIT_MAX_AGE_MS } from '../../shared/domain/permit.ts';
import { type Recorded, record, type Submission } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { openFence } from '../../shared/sending/fence.ts';
import { dynamoPermits } from '../../shared/sending/permits.ts';
import { type SendPorts, sendOne } from '../../shared/sending/send-one.ts';
import { putSend, readSend, refuseSend, settleSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';
import { newContact, type World } from './world.ts';

/** Something that must survive a mishap at any await: once begun, and repeated by whoever began it. */
export type Operation = {
  name: string;
  begin(world: World): Promise<Begun>;
};

export type Begun = {
  /** One try. What it resolves to is acknowledged. */
  attempt(): Promise<unknown>;
  /** What passes before the caller tries again. */
  beforeRetry(): void;
  /** What is wrong in the end; nothing, hopefully. */
  faults(acknowledged: readonly unknown[]): Promise<string[]>;
};

const SCOPE = 'email.newsletter';
const yes: ConsentRequest = { kind: 'grant', tick: tickOf(SCOPE) };
const no: ConsentRequest = { kind: 'withdraw', cover: SCOPE, reason: 'withdrawn' };

export const operations: readonly Operation[] = [
  {
    name: 'record a signup of two contact points',
    async begin(world) {
      const contactIds = [newContact(), newContact()];
      const submission = submissionOf(contactIds, yes, 'form');
      return {
        attempt: () => record(world.ledger, world.clock, { ...submission, linksParts: true }),
        beforeRetry: () => {},
        faults: (acknowledged) => recordFaults(world, contactIds, 1, acknowledged as Recorded[]),
      };
    },
  },
  {
    name: 'withdraw',
    begin: (world) => beginWithdrawal(world),
  },
  {
    name: 'withdraw over the permit of an environment that died',
    async begin(world) {
      const begun = await beginWithdrawal(world);
      await putPermit(world, begun.contactId);
      return begun;
    },
  },
  {
    name: 'send through the gate',
    begin: beginSend,
  },
];

function submissionOf(
  contactIds: readonly string[],
  request: ConsentRequest,
  source: Submission['source'],
): Submission {
  return {
    source,
    parts: contactIds.map((contactId) => ({ contactId, matchId: null, requests: [request] })),
    caller: 'test',
    idempotencyKey: (seen) => `${contactIds.join()} ${request.kind} ${seen}`,
    bodyHash: '',
  };
}

async function beginWithdrawal(world: World): Promise<Begun & { contactId: string }> {
  const contactId = newContact();
  await record(world.ledger, world.clock, submissionOf([contactId], yes, 'form'));
  return {
    contactId,
    attempt: () => withdraw(world.ledger, world.clock, submissionOf([contactId], no, 'one-click')),
    beforeRetry: () => {},
    async faults(acknowledged) {
      const gate = await world.ledger.readGate(contactId);
      const { allowed } = permission(gate, SCOPE, world.clock.now(), OPEN);
      return [
        ...(await recordFaults(world, [contactId], 2, acknowledged as Recorded[])),
        ...(allowed ? ['acknowledged, and yet it may be sent'] : []),
        ...(Object.keys(gate?.permits ?? {}).length > 0 ? ['acknowledged over a live permit'] : []),
      ];
    },
  };
}

/** Exactly these events at each, whole chains, gates that agree, and one receipt however often it was told. */
async function recordFaults(
  { ledger }: World,
  contactIds: readonly string[],
  count: number,
  acknowledged: readonly Recorded[],
): Promise<string[]> {
  const faults: string[] = [];
  for (const contactId of contactIds) {
    const [gate, events] = [await ledger.readGate(contactId), await ledger.readEvents(contactId)];
    if (events.length < count) faults.push(`${count - events.length} acknowledged events lost`);
    if (events.length > count) faults.push(`${events.length - count} events doubled`);
    if (chainFaults(events).length > 0) faults.push('the chain is broken');
    const agrees = gate && JSON.stringify(stateOf(gate)) === JSON.stringify(foldEvents(events));
    if (!agrees && !sameState(gate && stateOf(gate), foldEvents(events))) {
      faults.push('the gate is not what its events fold to');
    }
    if (gate && gate.holds.length > 0) faults.push(`held: ${gate.holds.join()}`);
    const told = acknowledged.flatMap(({ receipt }) => receipt.parts).map(({ event }) => event);
    const known = new Set(events.map(({ eventId }) => eventId));
    const strange = told.filter(
      (event) => event && contactIds.length === 1 && !known.has(event.eventId),
    );
    if (strange.length > 0) faults.push('a receipt names an event that is not there');
  }
  return faults;
}

function sameState(a: unknown, b: unknown): boolean {
  const sorted = (value: unknown): unknown =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([x], [y]) => (x < y ? -1 : 1))
            .map(([key, member]) => [key, sorted(member)]),
        )
      : value;
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

async function putPermit({ dynamo, clock }: World, contactId: string): Promise<void> {
  await dynamo.send(
    new UpdateCommand({
      TableName: TABLE_NAMES.GATE_TABLE,
      Key: { contactId },
      UpdateExpression: 'SET permits.gone = :permit',
      ExpressionAttributeValues: { ':permit': { scope: SCOPE, at: clock.now().toISOString() } },
    }),
  );
}

async function beginSend(world: World): Promise<Begun> {
  const { ledger, clock, dynamo, provided } = world;
  const contactId = newContact();
  const table = TABLE_NAMES.SENDS_TABLE;
  await record(ledger, clock, submissionOf([contactId], yes, 'form'));
  const send = { version: 1, client: contactId, messageId: 'msg_1', recipient: 0 } as const;
  const key = { pk: `${contactId}#msg_1`, sk: '0000' };
  await putSend(dynamo, table, {
    ...{ ...key, state: 'queued', scope: SCOPE, contactId, queuedFor: contactId },
    ...{ to: 'sam@example.com', substitutions: {}, reason: null, permitId: null },
    updatedAt: clock.now().toISOString(),
  });
  const ports: SendPorts = {
    clock,
    rules: OPEN,
    permits: dynamoPermits(dynamo, TABLE_NAMES),
    sends: {
      read: (at) => readSend(dynamo, table, at),
      refuse: (at, reason) => refuseSend(dynamo, table, at, reason, clock.now()),
      settle: (known, permitId, state) =>
        settleSend(dynamo, table, known, permitId, state, clock.now()),
    },
    takeTurn: async () => true,
    prepare: async () => world.provider('msg_1'),
  };
  let tries = 0;
  return {
    async attempt() {
      const newPermitId = () => `permit-${++tries}`;
      const invocation = { fence: openFence(), remainingMs: () => 9_000, newPermitId };
      const result = await sendOne(ports, send, invocation);
      if (result === 'retry') throw new Error('back to the queue');
      return result;
    },
    // A claim that was left behind is settled once its environment must be gone.
    beforeRetry: () => clock.pass(PERMIT_MAX_AGE_MS + 1),
    async faults() {
      const state = (await readSend(dynamo, table, key))?.state;
      const reached = provided.length;
      return [
        ...(reached > 1 ? [`the provider got it ${reached} times`] : []),
        ...(state === 'sent' && reached === 0 ? ['sent, though the provider never got it'] : []),
        ...(state === 'sent' || state === 'unknown' ? [] : [`ends as ${state}`]),
      ];
    },
  };
}
