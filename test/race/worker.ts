import { controls } from './controls/controls.ts';
import { startRaceEngine } from './engine.ts';
import { runSchedules, type Summary } from './run-schedules.ts';

/** So many seeds from `seed` on. */
export type Share = { seed: number; schedules: number; control: string | null };

// A process of its own with an engine of its own: it runs the shares that it is given, and ends with its parent.
const engine = await startRaceEngine();

process.on('message', (share: Share) => {
  const { seed, schedules } = share;
  const control = controls.find(({ name }) => name === share.control);
  runSchedules({ database: engine.database, seed, schedules, control }).then(tell, fail);
});
process.on('disconnect', () => {
  engine.stop().then(() => process.exit(), fail);
});
process.send?.('ready');

function tell(summary: Summary): void {
  process.send?.(summary);
}

function fail(error: unknown): void {
  console.error(error);
  process.exit(1);
}
