import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Control, controls } from './controls/controls.ts';
import { runInParallel } from './run-in-parallel.ts';
import { report, type Summary, shortest } from './run-schedules.ts';
import { tallyLines } from './tally.ts';

type Flags = { schedules: number; seed: number; workers: number; control?: string; json?: boolean };

const MAX_SEED = 2 ** 31;
/** More would only wait for each other. */
const MAX_WORKERS = availableParallelism();

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number, 0 or more.');
};

const program = new Command('race')
  .description('race claims, sends, crashes and withdrawals in seeded schedules on DynamoDB Local')
  .addOption(new Option('--schedules <n>', 'how many seeds').argParser(whole).default(400))
  .addOption(new Option('--seed <n>', 'the first seed').argParser(whole))
  .addOption(
    new Option('--control <name>', 'a deliberate mistake, which must be caught').choices(
      controls.map(({ name }) => name),
    ),
  )
  .addOption(
    new Option('--workers <n>', 'processes, each with an engine of its own')
      .argParser(whole)
      .default(MAX_WORKERS),
  )
  .option('--json', 'the summary as JSON')
  .addHelpText('after', '\nExit code 0: no forbidden send. 1: at least one.')
  .action(race);

await program.parseAsync();

async function race(flags: Flags): Promise<void> {
  const seed = flags.seed ?? randomInt(MAX_SEED);
  const control = controls.find(({ name }) => name === flags.control);
  const { schedules } = flags;
  const workers = Math.min(MAX_WORKERS, Math.max(1, flags.workers), Math.max(1, schedules));
  const progress = (done: number) => console.error(`${done} of ${schedules} schedules`);
  const share = { seed, schedules, control: control?.name ?? null };
  const summary = await runInParallel({ ...share, workers, progress });
  if (flags.json) printJson(seed, summary, control);
  else print(seed, summary, control);
  if (summary.failures.length > 0) process.exitCode = 1;
}

function print(seed: number, { counts, steps, failures }: Summary, control?: Control): void {
  const failure = shortest(failures);
  if (failure) console.log(`${report(failure, control)}\n`);
  console.log(`seed ${seed}, ${steps} steps${control ? `, control: ${control.says}` : ''}`);
  console.log(tallyLines(counts).join('\n'));
  const verdict = failures.length === 0 ? 'None broke the promise.' : 'BROKEN.';
  console.log(`${failures.length} of ${counts.schedules} schedules broke the promise. ${verdict}`);
}

function printJson(seed: number, { counts, steps, failures }: Summary, control?: Control): void {
  const broken = failures.map((failure) => ({
    seed: failure.seed,
    violations: failure.violations,
  }));
  console.log(
    JSON.stringify({ seed, control: control?.name ?? null, steps, counts, broken }, null, 2),
  );
}
