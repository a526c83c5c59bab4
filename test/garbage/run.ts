import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { controls } from './controls.ts';
import { proveGarbage } from './prove-garbage.ts';
import type { Finding } from './tell.ts';

type Flags = { requests: number; seed: number; control?: string; json?: boolean };

const MAX_SEED = 2 ** 31;

const whole = (text: string) => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new InvalidArgumentError('It must be a whole number, 0 or more.');
};

const program = new Command('garbage')
  .description(
    'bad requests to every route, queue reader and stream reader, and canaries through every path',
  )
  .addOption(
    new Option('--requests <n>', 'over all of them together').argParser(whole).default(200_000),
  )
  .addOption(new Option('--seed <n>', 'what is broken, and how').argParser(whole))
  .addOption(
    new Option('--control <name>', 'a deliberate mistake, which must be caught').choices(
      controls.map(({ name }) => name),
    ),
  )
  .option('--json', 'the findings as JSON')
  .addHelpText(
    'after',
    '\nExample:\n  npm run garbage -- --requests 5000\n\nExit code 0: every claim holds. 1: one does not.',
  )
  .action(garbage);

await program.parseAsync();

async function garbage({ json, control: name, requests, ...flags }: Flags): Promise<void> {
  const seed = flags.seed ?? randomInt(MAX_SEED);
  const control = controls.find((known) => known.name === name);
  console.error(`seed ${seed}`);
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-garbage-'));
  const proof = proveGarbage({ seed, requests, control, folder });
  const findings = await proof.finally(() => rmSync(folder, { recursive: true, force: true }));
  if (json) {
    console.log(JSON.stringify({ seed, control: name ?? null, findings }, null, 2));
  } else {
    console.log(`seed ${seed}${control ? `, control: ${control.says}` : ''}\n`);
    console.log(findings.flatMap(lines).join('\n'));
  }
  if (findings.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}

function lines({ claim, tried, faults }: Finding): string[] {
  const verdict = faults.length === 0 ? 'holds ' : 'BROKEN';
  return [`${verdict}  ${claim} (${tried})`, ...faults.map((fault) => `          ${fault}`)];
}
