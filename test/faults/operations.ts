import { PERMIT_MAX_AGE_MS } from '../../shared/domain/permit.ts';
import { type Recorded, record } from '../../shared/ledger/record.ts';
import { withdraw } from '../../shared/ledger/withdraw.ts';
import { openFence } from '../../shared/sending/fence.ts';
import { dynamoPermits } from '../../shared/sending/permits.ts';
import { type SendPorts, sendOne } from '../../shared/sending/send-one.ts';
import { putSend, readSend, refuseSend, settleSend } from '../../shared/sending/sends-table.ts';
import { TABLE_NAMES } from '../engine.ts';
import { OPEN } from '../histories.ts';
import { no, putPermit, recordFaults, SCOPE, stopFaults, submissionOf, yes } from './consent.ts';
import type { Begun, Operation } from './operation.ts';
import { sendOutside } from './outside-operation.ts';
import { spoolOperations } from './spool-operations.ts';
import { newContact, type World } from './world.ts';

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
  ...spoolOperations,
  sendOutside,
];

async function beginWithdrawal(world: World): Promise<Begun & { contactId: string }> {
  const contactId = newContact();
  await record(world.ledger, world.clock, submissionOf([contactId], yes, 'form'));
  return {
    contactId,
    attempt: () => withdraw(world.ledger, world.clock, submissionOf([contactId], no, 'one-click')),
    beforeRetry: () => {},
    async faults(acknowledged) {
      return [
        ...(await recordFaults(world, [contactId], 2, acknowledged as Recorded[])),
        ...(await stopFaults(world, contactId)),
      ];
    },
  };
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
