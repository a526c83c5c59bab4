import { randomBytes } from 'node:crypto';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import type { Clock } from '../../shared/clock.ts';
import { dynamoLedger } from '../../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../../shared/ledger/ledger-store.ts';
import type { ProviderCall } from '../../shared/sending/send-one.ts';
import { startEngine, TABLE_NAMES } from '../engine.ts';
import { interposePoints, point } from './points.ts';

/** What an operation runs in: the real engine, a clock that only sleeping moves, and a provider. */
export type World = {
  ledger: LedgerStore;
  dynamo: Awaited<ReturnType<typeof startEngine>>['dynamo'];
  clock: Clock & { pass(milliseconds: number): void };
  /** What waits in the spool. */
  spooled: SpooledWithdrawal[];
  /** Messages whose bytes reached the provider. */
  provided: string[];
  provider(message: string): ProviderCall;
};

export type FaultEngine = { world(): World; stop(): Promise<void> };

/** Time flies: a drain that looks a hundred times has no awaits that one of three looks lacks. */
const SHORTEST_SLEEP_MS = 4_000;

const START_MS = Date.parse('2026-11-23T09:00:00Z');

export async function startFaultEngine(): Promise<FaultEngine> {
  // The SDK's own retries are off, so that the product hears of every fault.
  const { client, dynamo, stop } = await startEngine({ maxAttempts: 1 });
  interposePoints(client);
  return { stop, world: () => newWorld(dynamo) };
}

export const newContact = () => randomBytes(16).toString('base64url');

function newWorld(dynamo: World['dynamo']): World {
  const provided: string[] = [];
  return {
    dynamo,
    provided,
    spooled: [],
    ledger: dynamoLedger(dynamo, TABLE_NAMES),
    clock: fakeClock(),
    provider: (message) => () =>
      point({ name: 'provider', isWrite: true, actions: 0 }, async () => {
        provided.push(message);
        return 'accepted' as const;
      }),
  };
}

function fakeClock(): World['clock'] {
  let passedMs = 0;
  return {
    now: () => new Date(START_MS + passedMs),
    monotonicMs: () => passedMs,
    sleep: (milliseconds) =>
      point({ name: 'sleep', isWrite: false, actions: 0 }, async () => {
        passedMs += Math.max(milliseconds, SHORTEST_SLEEP_MS);
      }),
    random: () => 0.5,
    pass(milliseconds) {
      passedMs += milliseconds;
    },
  };
}
