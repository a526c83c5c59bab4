import { randomInt } from 'node:crypto';
import { Command, InvalidArgumentError, Option } from 'commander';
import { compareFolds } from './compare.ts';
import { controls } from './controls.ts';

type Flags = { histories: number; seed: number; control?: string; json?: boolean };

const MAX_SEED = 2 ** 31;
const PROGRESS_EVERY = 100_000;

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number, 0 or more.');
};

new Command('histories')
  .description('fold random histories twice, by two independent implementations that must agree')
  .addOption(new Option('--histories <n>', 'how many').argParser(whole).default(1_000_000))
  .addOption(new Option('--seed <n>', 'the first seed').argParser(whole))
  .addOption(
    new Option('--control <name>', 'a fold that is wrong on purpose, which must be caught').choices(
      Object.keys(controls),
    ),
  )
  .option('--json', 'the summary as JSON')
  .addHelpText('after', '\nExit code 0: they agree. 1: they do not.')
  .action(run)
  .parse();

function run({ histories, seed = randomInt(MAX_SEED), control, json }: Flags): void {
  const fold = control === undefined ? undefined : controls[control]?.fold;
  const progress = (done: number) => {
    if (done % PROGRESS_EVERY === 0) console.error(`${done} of ${histories} histories`);
  };
  const { comparison, disagreement } = compareFolds(seed, histories, fold, progress);
  if (disagreement) process.exitCode = 1;
  if (json) {
    console.log(JSON.stringify({ seed, control: control ?? null, ...comparison, disagreement }));
    return;
  }
  if (disagreement) {
    const { scope, first, second, events } = disagreement;
    for (const { seq, changes } of events) console.log(`${seq}  ${JSON.stringify(changes)}`);
    console.log(
      `\nseed ${disagreement.seed}, ${scope}: ${first}, but the second fold says ${second}`,
    );
  }
  const verdicts = Object.entries(comparison.verdicts).toSorted(([, a], [, b]) => b - a);
  console.log(`seed ${seed}: ${comparison.histories} histories of ${comparison.events} events`);
  console.log(verdicts.map(([reason, count]) => `${count} ${reason}`).join(', '));
  console.log(disagreement ? 'The folds DISAGREE.' : 'The folds agree on every verdict.');
}
