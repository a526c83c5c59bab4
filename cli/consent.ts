import { Command } from 'commander';
import { checkCommand } from './check.ts';
import { doctorCommand } from './doctor.ts';
import { EXIT_FAILED } from './exit-codes.ts';
import { formCommand } from './form.ts';
import { historyCommand } from './history.ts';
import { holdCommand } from './hold.ts';
import { keysCommand } from './keys.ts';
import { messageCommand } from './message.ts';
import { probeCommand } from './probe.ts';
import { rebuildCommand } from './rebuild.ts';
import { recordCommand } from './record.ts';
import { traceCommand } from './trace.ts';
import { verifyCommand } from './verify.ts';

const program = new Command('consent')
  .description('Prior Consent from the command line.')
  .showHelpAfterError()
  .addCommand(checkCommand())
  .addCommand(recordCommand())
  .addCommand(messageCommand())
  .addCommand(formCommand())
  .addCommand(historyCommand())
  .addCommand(traceCommand())
  .addCommand(verifyCommand())
  .addCommand(rebuildCommand())
  .addCommand(doctorCommand())
  .addCommand(probeCommand())
  .addCommand(holdCommand())
  .addCommand(keysCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`consent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT_FAILED;
}
