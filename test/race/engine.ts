import { startEngine, TABLE_NAMES } from '../engine.ts';
import { interposeNetwork } from './network.ts';
import type { Database } from './world.ts';

export type RaceEngine = { database: Database; stop(): Promise<void> };

/** The real engine behind the schedules' network. */
export async function startRaceEngine(): Promise<RaceEngine> {
  // The SDK's own retries are off, so that the product hears of every fault.
  const { client, dynamo, stop } = await startEngine({ maxAttempts: 1 });
  interposeNetwork(client);
  return { database: { dynamo, tables: TABLE_NAMES }, stop };
}
