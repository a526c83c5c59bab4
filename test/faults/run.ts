import { Command } from 'commander';
import { enumerate } from './enumerate.ts';
import { operations } from './operations.ts';
import { startFaultEngine } from './world.ts';

new Command('faults')
  .description(
    'a mishap, and a second one after it, at every await of record, withdraw, send, spool and permit',
  )
  .option('--singles', 'one mishap a run only')
  .option('--json', 'the summary as JSON')
  .addHelpText(
    'after',
    '\nExit code 0: nothing acknowledged was lost or doubled. 1: something was.',
  )
  .action(run)
  .parse();

async function run({ singles, json }: { singles?: boolean; json?: boolean }): Promise<void> {
  const engine = await startFaultEngine();
  try {
    const summary = [];
    for (const operation of operations) {
      console.error(operation.name);
      const result = await enumerate(engine, operation, { pairs: !singles });
      console.error(`  ${result.runs} runs, of which ${result.findings.length} went wrong`);
      summary.push(result);
    }
    const findings = summary.flatMap((each) => each.findings);
    const missed = summary.reduce((sum, each) => sum + each.missed, 0);
    if (json) console.log(JSON.stringify(summary, null, 2));
    else {
      for (const { operation, points, runs } of summary) {
        console.log(`${operation}: ${points.length} awaits, ${runs} runs`);
      }
      for (const finding of findings.slice(0, 20)) console.log(JSON.stringify(finding));
      console.log(`${missed} planned mishaps did not strike; ${findings.length} runs went wrong.`);
    }
    if (findings.length > 0 || missed > 0) process.exitCode = 1;
  } finally {
    await engine.stop();
  }
}
