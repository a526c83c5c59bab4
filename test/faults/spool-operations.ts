import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { permission } from '../../shared/domain/permission.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record } from '../../shared/ledger/record.ts';
import { spoolHold } from '../../shared/ledger/spool-hold.ts';
import type { Withdrawal } from '../../shared/ledger/spoolable.ts';
import {
  applySpooled,
  type SpoolPorts,
  withdrawOrSpool,
} from '../../shared/ledger/withdraw-or-spool.ts';
import { OPEN } from '../histories.ts';
import { unavailable } from '../race/faults.ts';
import { no, putPermit, recordFaults, SCOPE, stopFaults, submissionOf, yes } from './consent.ts';
import type { Begun, Operation } from './operation.ts';
import { point } from './points.ts';
import { newContact, type World } from './world.ts';

export type Apply = typeof applySpooled;
export type Withdraw = typeof withdrawOrSpool;

export const spoolOperations: readonly Operation[] = [
  {
    name: 'unsubscribe',
    async begin(world) {
      const contactId = await subscriber(world);
      const ports = portsOf(world, world.ledger);
      return stopping(world, contactId, () => withdrawOrSpool(ports, leaving(contactId)));
    },
  },
  leavingWhileDown(withdrawOrSpool),
  applying(applySpooled),
];

/** It can be held and spooled, and no more. */
export function leavingWhileDown(withdraw: Withdraw): Operation {
  return {
    name: 'unsubscribe while the store takes no transaction',
    async begin(world) {
      const contactId = await subscriber(world);
      const ports = portsOf(world, withoutTransactions(world.ledger));
      return stopping(world, contactId, () => withdraw(ports, leaving(contactId)));
    },
  };
}

/** The message of a withdrawal that is held and waits, over the permit of an environment that died. */
export function applying(apply: Apply): Operation {
  return {
    name: 'apply a spooled withdrawal',
    async begin(world) {
      const contactId = await subscriber(world);
      await putPermit(world, contactId);
      const message = spooledFor(contactId);
      await world.ledger.addHold(contactId, message.hold);
      world.spooled.push(message);
      const moments: string[] = [];
      const look = async () => {
        const gate = await world.ledger.readGate(contactId);
        const { allowed } = permission(gate, SCOPE, world.clock.now(), OPEN);
        if (allowed) moments.push('neither held nor in force');
      };
      return {
        attempt: () => apply(portsOf(world, world.ledger), message),
        beforeRetry: look,
        async faults() {
          return [...moments, ...(await afterTheSpool(world, contactId))];
        },
      };
    },
  };
}

async function subscriber({ ledger, clock }: World): Promise<string> {
  const contactId = newContact();
  await record(ledger, clock, submissionOf([contactId], yes, 'form'));
  return contactId;
}

const leaving = (contactId: string): Withdrawal => ({
  ...{ source: 'unsubscribe-page', caller: 'u', bodyHash: '', name: `link of ${contactId}` },
  parts: [{ contactId, matchId: null, requests: [no] }],
  repeatable: true,
});

/** As it was spooled by that link before anything else had been withdrawn. */
function spooledFor(contactId: string): SpooledWithdrawal {
  const { name, source, caller, bodyHash } = leaving(contactId);
  const idempotencyKey = `${name}#0`;
  const hold = spoolHold(caller, name, idempotencyKey);
  const withdrawals = [{ cover: SCOPE, reason: 'withdrawn' }] as const;
  const parts = [{ contactId, matchId: null, withdrawals: [...withdrawals] }];
  return { version: 1, source, caller, idempotencyKey, bodyHash, parts, hold };
}

/** Acknowledged with 200, or received with 202: by the end neither is lost, nor counted twice. */
function stopping(world: World, contactId: string, withdraw: () => ReturnType<Withdraw>): Begun {
  const lost: string[] = [];
  return {
    async attempt() {
      const answer = await withdraw();
      const isWaiting = world.spooled.length > 0;
      if (answer === 'spooled' && !isWaiting) lost.push('received, and nothing waits in the spool');
      return answer;
    },
    beforeRetry: () => {},
    async faults() {
      return [...lost, ...(await afterTheSpool(world, contactId))];
    },
  };
}

/** Once the store is back and the spool worked off, the first message twice, as queues may. */
async function afterTheSpool(world: World, contactId: string): Promise<string[]> {
  const ports = portsOf(world, world.ledger);
  const messages = [...world.spooled, ...world.spooled.slice(0, 1)];
  for (const message of messages) await applySpooled(ports, message);
  return [
    ...(await recordFaults(world, [contactId], 2, [])),
    ...(await stopFaults(world, contactId)),
  ];
}

function portsOf({ clock, spooled }: World, ledger: LedgerStore): SpoolPorts {
  const call = { name: 'SendMessageBatch', isWrite: true, actions: 0 };
  return {
    clock,
    ledger: () => ledger,
    spool: (message) =>
      point(call, async () => {
        spooled.push(message);
      }),
  };
}

/** Reads and single writes go on; every transaction fails, after whatever mishap is planned for it. */
function withoutTransactions(ledger: LedgerStore): LedgerStore {
  const call = { name: 'TransactWrite', isWrite: true, actions: 3 };
  const fails = async () => {
    throw unavailable();
  };
  return { ...ledger, commit: () => point(call, fails) };
}
