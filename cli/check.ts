import { type Command, InvalidArgumentError, Option } from 'commander';
import * as z from 'zod';
import { Channel, type Purpose } from '../events/scope.ts';
import { CheckAnswer, type CheckVerdict } from '../events/verdict.ts';
import { API_NOTE, type ApiOptions, apiOf, withApi } from './api.ts';
import { consentCommand } from './command.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { collect, linesOf, parseLine, readInput } from './input.ts';
import { print } from './print.ts';

const BATCH_ITEMS = 1_000;

type Options = ApiOptions & {
  channel: Channel;
  purpose: Purpose;
  address?: string[];
  file?: string;
};

const NOTES = `${API_NOTE}
Answers come in the order of the addresses and name none of them: place, yes or no, reason. A file holds one
address a line: plain, as {"address": "..."} or as the first column of CSV (for post: the whole line, or quoted).
An answer is for planning. Only the gate lets a message start.`;

/** consent check: may we contact them? */
export function checkCommand(): Command {
  const command = consentCommand('check', {
    description: 'may these addresses be contacted?',
    examples: [
      'check --local --channel email --purpose newsletter --address jane@example.com',
      'cat addresses.txt | check --channel sms --purpose offers --file -',
    ],
    found: 'at least one of them may not be contacted',
    notes: NOTES,
  });
  return withApi(command)
    .addOption(new Option('--channel <channel>').choices(Channel.options).makeOptionMandatory())
    .requiredOption('--purpose <purpose>', 'as in the catalogue, like newsletter')
    .option('--address <address>', 'whom; may be given again', collect)
    .option('--file <file>', 'addresses, one a line; - reads standard input')
    .action(check);
}

async function check(options: Options): Promise<void> {
  const { channel, purpose } = options;
  const addresses = addressesOf(options);
  if (addresses.length === 0) throw new InvalidArgumentError('Say whom: --address or --file.');
  const call = apiOf(options);
  const verdicts: CheckVerdict[] = [];
  for (let start = 0; start < addresses.length; start += BATCH_ITEMS) {
    const items = addresses
      .slice(start, start + BATCH_ITEMS)
      .map((address) => ({ channel, purpose, address }));
    const answer = await call(CheckAnswer, { method: 'POST', path: '/v1/checks', body: { items } });
    verdicts.push(...answer.items);
  }
  print(
    options,
    { items: verdicts },
    verdicts.map(({ allowed, reason }, index) =>
      [index + 1, allowed ? 'yes' : 'no', reason].join('  '),
    ),
  );
  if (verdicts.some(({ allowed }) => !allowed)) process.exitCode = EXIT_FOUND;
}

function addressesOf({ address = [], file, channel }: Options): string[] {
  const lines = file === undefined ? [] : linesOf(readInput(file));
  return [...address, ...lines.map((line) => addressIn(line, channel)).filter(isNoHeading)];
}

const AddressLine = z.object({ address: z.string() });

function addressIn(line: string, channel: Channel): string {
  if (line.startsWith('{')) return parseLine(AddressLine, line).address;
  const quoted = /^"((?:[^"]|"")*)"/.exec(line)?.[1];
  if (quoted !== undefined) return quoted.replaceAll('""', '"');
  return channel === 'post' ? line : (line.split(',', 1)[0] ?? '').trim();
}

const HEADINGS = new Set(['address', 'email', 'phone']);

/** A first line may say what the column is. */
const isNoHeading = (address: string, index: number) =>
  index > 0 || !HEADINGS.has(address.toLowerCase());
