import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Unexpected } from './unexpected.ts';

/** Runs one subcommand against the local stack and gives back what it prints as JSON. */
export type ConsentCli = {
  /** The command as a person would type it. */
  line(args: readonly string[]): string;
  run(args: readonly string[]): Promise<unknown>;
};

const CLI = fileURLToPath(new URL('../../../cli/consent.ts', import.meta.url));
const CLI_TIMEOUT_MS = 30_000;

export function consentCli(dataDir: string | undefined): ConsentCli {
  const complete = (args: readonly string[]) => [
    ...args,
    '--local',
    ...(dataDir === undefined ? [] : ['--data', dataDir]),
    '--json',
  ];
  return {
    line: (args) => `npm run --silent consent -- ${complete(args).join(' ')}`,
    run: (args) =>
      new Promise((resolve, reject) => {
        const command = [CLI, ...complete(args)];
        const options = { timeout: CLI_TIMEOUT_MS };
        execFile(process.execPath, command, options, (error, stdout, stderr) => {
          const said = stderr.trim() || stdout.trim();
          if (error) {
            const came = said || error.message;
            reject(new Unexpected('the command to succeed', came, { cause: error }));
            return;
          }
          try {
            resolve(JSON.parse(stdout));
          } catch (cause) {
            reject(new Unexpected('one JSON document', said, { cause }));
          }
        });
      }),
  };
}
