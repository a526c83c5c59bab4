import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { controls } from './controls.ts';
import { type Finding, proveLink } from './prove-link.ts';

type Flags = { requests: number; tokens: number; seed: number; control?: string; json?: boolean };

const MAX_SEED = 2 ** 31;

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number, 0 or more.');
};

const program = new Command('link')
  .description('prove on the running local stack that an unsubscribe link does what it must')
  .addOption(
    new Option('--requests <n>', 'looks of link scanners').argParser(whole).default(100_000),
  )
  .addOption(
    new Option('--tokens <n>', 'tokens to be changed in many ways')
      .argParser(whole)
      .default(10_000),
  )
  .addOption(new Option('--seed <n>', 'what is chosen where').argParser(whole))
  .addOption(
    new Option('--control <name>', 'a deliberate mistake, which must be caught').choices(
      controls.map(({ name }) => name),
    ),
  )
  .option('--json', 'the findings as JSON')
  .addHelpText(
    'after',
    '\nExample:\n  npm run link -- --requests 2000 --tokens 500\n\nExit code 0: every claim holds. 1: one does not.',
  )
  .action(link);

await program.parseAsync();

async function link({ json, control: name, ...flags }: Flags): Promise<void> {
  const seed = flags.seed ?? randomInt(MAX_SEED);
  const control = controls.find((known) => known.name === name);
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-link-'));
  const progress = (line: string) => console.error(line);
  try {
    const findings = await proveLink({ ...flags, folder, seed, control, progress });
    if (json) {
      console.log(JSON.stringify({ seed, control: name ?? null, findings }, null, 2));
    } else {
      console.log(`seed ${seed}${control ? `, control: ${control.says}` : ''}\n`);
      console.log(findings.flatMap(lines).join('\n'));
    }
    if (findings.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lines({ claim, tried, faults }: Finding): string[] {
  const verdict = faults.length === 0 ? 'holds ' : 'BROKEN';
  return [`${verdict}  ${claim} (${tried})`, ...faults.map((fault) => `          ${fault}`)];
}
