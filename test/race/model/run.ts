import { Command, InvalidArgumentError, Option } from 'commander';
import { type Exploration, explore } from './explore.ts';
import { type Control, controls, protocol } from './protocol.ts';
import { MOST, type Size } from './state.ts';
import { traceLines } from './trace.ts';

type Flags = Size & { control?: string; json?: boolean };

const upTo = (most: number) => (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`);
};

const howMany = (name: keyof Size, says: string, standard: number) =>
  new Option(`--${name} <n>`, says).argParser(upTo(MOST[name])).default(standard);

await new Command('model')
  .description('explore every interleaving of the send gate’s protocol, breadth first')
  .addOption(
    howMany('senders', 'environments at the same time, each with any number of invocations', 4),
  )
  .addOption(howMany('messages', 'messages; each may be delivered any number of times', 2))
  .addOption(howMany('withdrawals', 'requests to withdraw', 2))
  .addOption(howMany('grants', 'forms, with a confirmation where one is due', 2))
  .addOption(
    new Option('--control <name>', 'a deliberate mistake, which must be found').choices(
      controls.map(({ name }) => name),
    ),
  )
  .option('--json', 'the result as JSON')
  .addHelpText('after', '\nExit code 0: the promise holds in every state. 1: it does not.')
  .action(model)
  .parseAsync();

function model({ control: name, json, ...size }: Flags): void {
  const control = controls.find((one) => one.name === name);
  const began = performance.now();
  const progress = (states: number, depth: number) =>
    console.error(`${states.toLocaleString('en')} states, ${depth} steps deep`);
  const found = explore(size, control?.protocol ?? protocol, { progress });
  const seconds = Math.round(performance.now() - began) / 1_000;
  if (json)
    console.log(JSON.stringify({ size, control: name ?? null, seconds, ...found }, null, 2));
  else print(size, found, seconds, control);
  if (found.violation) process.exitCode = 1;
}

function print(size: Size, found: Exploration, seconds: number, control?: Control): void {
  const { states, steps, depth, happened, violation } = found;
  if (violation) console.log(`${traceLines(violation.trace).join('\n')}\n`);
  else {
    for (const [says, times] of Object.entries(happened)) {
      console.log(`${String(times).padStart(12)}  ${says}`);
    }
  }
  const parts = Object.entries(size).map(([what, many]) => `${many} ${what}`);
  console.log(`${parts.join(', ')}${control ? `; control: ${control.says}` : ''}`);
  console.log(
    `${states.toLocaleString('en')} states up to names, ${steps.toLocaleString('en')} steps, ` +
      `${depth} deep, in ${seconds} s`,
  );
  console.log(violation ? `BROKEN: ${violation.kind}.` : '0 violations: the promise holds.');
}
