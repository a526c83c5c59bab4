import { Command } from 'commander';
import { keysCommand } from './keys.ts';
import { verifyCommand } from './verify.ts';

const EXIT_FAILED = 1;

const program = new Command('consent')
  .description('Prior Consent from the command line.')
  .showHelpAfterError()
  .addCommand(keysCommand())
  .addCommand(verifyCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`consent: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = EXIT_FAILED;
}
