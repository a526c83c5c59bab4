import { Command, InvalidArgumentError } from 'commander';
import { ContactId } from '../events/scope.ts';
import { contactIdOf } from '../shared/domain/contact-id.ts';
import { canonicalEmail } from '../shared/domain/email-address.ts';
import { dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { examine } from '../shared/ledger/examine.ts';
import { provenKeys } from '../shared/ledger/pepper-canary.ts';
import { print } from './print.ts';
import { resolveTarget, type TargetOptions, targetOptions } from './target.ts';

type Options = TargetOptions & { json?: boolean; address?: string; contact?: string };

const EXIT_BROKEN = 2;

/** consent verify: the chain of one contact point, from its first event to what the gate says. */
export function verifyCommand(): Command {
  return new Command('verify')
    .description('check that the events of a contact point are complete and unaltered')
    .option('--address <email>', 'whose events')
    .option('--contact <id>', 'whose events, by contact id')
    .option(...targetOptions.local)
    .option(...targetOptions.data)
    .option('--json', 'answer as JSON')
    .addHelpText('after', '\nExit code 0: intact. 2: altered, missing or forged events.')
    .action(verify);
}

async function verify(options: Options): Promise<void> {
  const tables = resolveTarget(options, ['LEDGER_TABLE', 'GATE_TABLE', 'OPERATIONS_TABLE']);
  const contactId = await contactOf(options);
  const { events, faults } = await examine(dynamoLedger(dynamo(), tables), contactId);
  const head = events.at(-1)?.hash ?? null;
  const valid = faults.length === 0;
  print(options, { contactId, events: events.length, head, valid, faults }, [
    ...events.map(({ seq, recordedAt, changes, hash }) =>
      [seq, recordedAt, changes.map(({ type }) => type).join(','), hash.slice(0, 16)].join('  '),
    ),
    valid
      ? `${events.length} events, each sealed to the one before; the gate agrees.`
      : `BROKEN: ${faults.map(({ seq, fault }) => `event ${seq} (${fault})`).join(', ')}`,
  ]);
  if (!valid) process.exitCode = EXIT_BROKEN;
}

async function contactOf(options: Options): Promise<string> {
  const { address, contact } = options;
  const given = ContactId.safeParse(contact);
  if (given.success) return given.data;
  const canonical = address === undefined ? null : canonicalEmail(address);
  if (!canonical) throw new InvalidArgumentError('Say whose: --address EMAIL or --contact ID.');
  const target = resolveTarget(options, ['PEPPER_SECRET_ID', 'LEDGER_TABLE']);
  const { pepper } = await provenKeys(dynamo(), target)();
  return contactIdOf(pepper, 'email', canonical);
}
