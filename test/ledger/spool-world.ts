import { randomBytes, randomUUID } from 'node:crypto';
import { InternalServerError, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Cover } from '../../events/scope.ts';
import { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import type { Clock } from '../../shared/clock.ts';
import { permission } from '../../shared/domain/permission.ts';
import { within } from '../../shared/dynamo.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import { record } from '../../shared/ledger/record.ts';
import type { Withdrawal } from '../../shared/ledger/spoolable.ts';
import type { SpoolPorts } from '../../shared/ledger/withdraw-or-spool.ts';
import { claimNew, dynamoPermits, tryClaim } from '../../shared/sending/permits.ts';
import { outsideSendKey } from '../../shared/sending/sends-table.ts';
import { startEngine, TABLE_NAMES } from '../engine.ts';
import { OPEN, tickOf } from '../histories.ts';

export const SCOPE = 'email.newsletter';
export const newContact = () => randomBytes(16).toString('base64url');

/**
 * What of the store does not answer; `answers`: it writes transactions and says nothing. `refusals`: it answers that
 * it will never take them.
 */
export type Outage = 'none' | 'everything' | 'ledger' | 'transactions' | 'answers' | 'refusals';

/** A clock that only sleeping moves, so that outages of hours take no time. */
export function sleepersClock(start = '2026-11-23T10:00:00.000Z'): Clock & { sleptMs(): number } {
  let sleptMs = 0;
  return {
    now: () => new Date(Date.parse(start) + sleptMs),
    monotonicMs: () => sleptMs,
    sleep: async (milliseconds) => {
      sleptMs += milliseconds;
    },
    random: () => 0.5,
    sleptMs: () => sleptMs,
  };
}

export const leaving = (contactId: string, cover: Cover = SCOPE): Withdrawal => ({
  source: 'unsubscribe-page',
  parts: [
    { contactId, matchId: null, requests: [{ kind: 'withdraw', cover, reason: 'withdrawn' }] },
  ],
  caller: 'u',
  name: `link of ${contactId} ${cover}`,
  repeatable: true,
  bodyHash: '',
});

/** The real engine, outages in front of it, the spool as a list, and a sender at its gate. */
export async function startSpoolWorld() {
  const engine = await startEngine({ maxAttempts: 1 });
  const world = { outage: 'none' as Outage, isSpoolDown: false };
  engine.client.middlewareStack.add(
    (next) => async (args) => {
      if (!isStruck(world.outage, args.input)) return next(args);
      if (world.outage === 'answers') await next(args);
      if (world.outage === 'refusals') throw tooLarge();
      throw new InternalServerError({ message: '', $metadata: { httpStatusCode: 500 } });
    },
    { step: 'initialize', name: 'outage' },
  );
  const clock = sleepersClock();
  const spooled: SpooledWithdrawal[] = [];
  const ports: SpoolPorts = {
    clock,
    ledger: (signal) => dynamoLedger(within(engine.dynamo, signal), TABLE_NAMES),
    async spool(message) {
      if (world.isSpoolDown) throw new Error('no queue');
      // Over the wire, as the consumer will read it.
      spooled.push(SpooledWithdrawal.parse(JSON.parse(JSON.stringify(message))));
    },
  };
  const ledger = dynamoLedger(engine.dynamo, TABLE_NAMES);
  const permits = dynamoPermits(engine.dynamo, TABLE_NAMES, claimNew);
  return {
    ...{ engine, world, clock, spooled, ports, ledger },
    stop: engine.stop,

    /** Somebody who gets the newsletter, and the offers. */
    async subscriber(): Promise<string> {
      const contactId = newContact();
      const scopes = [SCOPE, 'email.offers'] as const;
      const requests = scopes.map((scope) => ({ kind: 'grant' as const, tick: tickOf(scope) }));
      const part = { contactId, matchId: null, requests };
      const submission = { source: 'form' as const, parts: [part], caller: 'form', bodyHash: '' };
      await record(ledger, clock, { ...submission, idempotencyKey: () => contactId });
      return contactId;
    },

    /** Whether a sender may start a message now; it releases its permit at once. */
    async mayStart(contactId: string, scope: typeof SCOPE | 'email.offers' = SCOPE) {
      const gate = await permits.readGate(contactId).catch(() => 'unreadable' as const);
      if (gate === 'unreadable') return false;
      if (!permission(gate, scope, clock.now(), OPEN).allowed) return false;
      const send = outsideSendKey('sender', randomUUID());
      const claim = { contactId, gate, scope, permitId: randomUUID(), send, now: clock.now() };
      if ((await tryClaim(permits, claim)) !== 'yes') return false;
      await permits.release(contactId, claim.permitId);
      return true;
    },

    async types(contactId: string): Promise<string[]> {
      const events = await ledger.readEvents(contactId);
      return events.flatMap(({ changes }) => changes.map(({ type }) => type));
    },

    holdsOf: async (contactId: string) => (await ledger.readGate(contactId))?.holds ?? [],
  };
}

type Input = { TableName?: string; TransactItems?: unknown[] };

function isStruck(outage: Outage, input: object): boolean {
  const { TableName, TransactItems } = input as Input;
  const isTransaction = TransactItems !== undefined;
  switch (outage) {
    case 'none':
      return false;
    case 'everything':
      return true;
    case 'ledger':
      return isTransaction || TableName === TABLE_NAMES.LEDGER_TABLE;
    case 'transactions':
    case 'answers':
    case 'refusals':
      return isTransaction;
  }
}

const tooLarge = () =>
  new TransactionCanceledException({
    ...{ message: 'Item size has exceeded the maximum allowed size' },
    $metadata: { httpStatusCode: 400 },
    CancellationReasons: [{ Code: 'None' }, { Code: 'None' }, { Code: 'ValidationError' }],
  });

/** The ledger, with somebody who acts before each of its calls. */
export function watched({ keys, ...ledger }: LedgerStore, act: () => Promise<void>): LedgerStore {
  const calls = Object.entries(ledger) as [string, (...args: unknown[]) => Promise<unknown>][];
  const watching = Object.fromEntries(
    calls.map(([name, call]) => [
      name,
      async (...args: unknown[]) => {
        await act();
        return call(...args);
      },
    ]),
  ) as Omit<LedgerStore, 'keys'>;
  return { keys, ...watching };
}
