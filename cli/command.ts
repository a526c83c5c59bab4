import { Command } from 'commander';
import { EXIT_FAILED, EXIT_FOUND } from './exit-codes.ts';
import { type TargetOptions, targetOptions } from './target.ts';

export type CommonOptions = TargetOptions & { json?: boolean };

type Explained = {
  description: string;
  /** Each as it is typed, without `consent`. */
  examples: readonly string[];
  /** When the command exits with 2; without it, it never does. */
  found?: string;
  notes?: string;
};

/** A subcommand with the options that all of them share, and a help that shows how it is used. */
export function consentCommand(
  name: string,
  { description, examples, found, notes }: Explained,
): Command {
  return new Command(name)
    .description(description)
    .option(...targetOptions.local)
    .option(...targetOptions.data)
    .option('--json', 'answer as JSON')
    .addHelpText(
      'after',
      [
        '',
        ...(notes === undefined ? [] : [notes, '']),
        `${examples.length === 1 ? 'Example' : 'Examples'} (consent: npm run --silent consent --):`,
        ...examples.map((example) => `  ${consentLine(example)}`),
        '',
        'Exit codes:',
        '  0  done',
        `  ${EXIT_FAILED}  it could not be done; what to do is on standard error`,
        ...(found === undefined ? [] : [`  ${EXIT_FOUND}  ${found}`]),
      ].join('\n'),
    );
}

/** In a pipeline the command comes last. */
const consentLine = (example: string) =>
  example.includes(' | ') ? example.replace(' | ', ' | consent ') : `consent ${example}`;
