import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { synthesizeProduct } from '../product.ts';
import { isMet, type Row, tableOf } from './row.ts';
import { type SectionName, sections } from './sections.ts';
import { FULL, QUICK } from './sizes.ts';

type Flags = {
  only?: SectionName[];
  people?: number[];
  quick?: boolean;
  fail: boolean;
  json?: boolean;
};

const names = Object.keys(sections) as SectionName[];

const program = new Command('bench')
  .description('measure the product beside the engine that it stands on, as ratios of one run')
  .addOption(
    new Option('--only <sections>', `comma-separated: ${names.join(', ')}`).argParser(
      parseSections,
    ),
  )
  .addOption(
    new Option('--people <list>', 'sizes for the scale section, smallest first').argParser(
      parsePeople,
    ),
  )
  .option('--quick', 'a little of everything, to see that it runs; the numbers mean nothing')
  .option('--no-fail', 'exit with 0 even if a target is missed')
  .option('--json', 'the rows as JSON')
  .addHelpText(
    'after',
    '\nExamples:\n  npm run bench -- --only latency,modules\n  npm run bench -- --only scale --people 1000,100000\n\nExit code 0: every target is met. 1: one is missed.',
  )
  .action(bench);

await program.parseAsync();

async function bench({ only = names, people, quick, fail, json }: Flags): Promise<void> {
  const chosen = quick ? QUICK : FULL;
  const sizes = people ? { ...chosen, people } : chosen;
  const folder = mkdtempSync(path.join(tmpdir(), 'prior-consent-bench-'));
  const progress = (line: string) => console.error(line);
  const loadBefore = load();
  try {
    progress('template and bundles');
    const assembly = synthesizeProduct(folder);
    const rows: Row[] = [];
    for (const name of names.filter((known) => only.includes(known))) {
      rows.push(...(await sections[name]({ folder, assembly, sizes, progress })));
    }
    const judged = rows.map((row) => ({ ...row, met: isMet(row) ?? null }));
    const machine = { cores: availableParallelism(), loadBefore, loadAfter: load() };
    console.log(
      json
        ? JSON.stringify({ quick: quick ?? false, machine, rows: judged })
        : `${tableOf(rows)}\n\n${machineLine(machine)}`,
    );
    if (fail && judged.some(({ met }) => met === false)) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(): number {
  return Number((loadavg()[0] ?? 0).toFixed(1));
}

type Machine = { cores: number; loadBefore: number; loadAfter: number };

/** Load from outside falls on processes that wait for each other more than on one that does all by itself. */
function machineLine({ cores, loadBefore, loadAfter }: Machine): string {
  const busy = loadBefore > cores / 2;
  const warning = busy ? ': it was busy with other work, so times say little' : '';
  return `${cores} cores, load ${loadBefore} before and ${loadAfter} after${warning}`;
}

function parseSections(text: string): SectionName[] {
  return text.split(',').map((asked) => {
    const known = names.find((name) => name === asked.trim());
    if (known) return known;
    throw new InvalidArgumentError(`Choose from ${names.join(', ')}.`);
  });
}

function parsePeople(text: string): number[] {
  return text.split(',').map((part) => {
    const count = Number(part);
    if (Number.isInteger(count) && count > 0) return count;
    throw new InvalidArgumentError('Give whole numbers, like 1000,100000.');
  });
}
