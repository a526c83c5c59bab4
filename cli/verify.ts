import type { Command } from 'commander';
import { dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { examine, type Fault } from '../shared/ledger/examine.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { contactOf, type WhoseOptions, withWhose } from './contact.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { forEachContact, hasEvents, keyedContacts, ledgerContacts } from './ledger-contacts.ts';
import { print, progressOf } from './print.ts';
import { resolveTarget } from './target.ts';

type Options = CommonOptions & WhoseOptions & { all?: boolean };

const TABLES = ['LEDGER_TABLE', 'GATE_TABLE', 'OPERATIONS_TABLE'] as const;

/** consent verify: chains of events, each from its first to what the gate says. */
export function verifyCommand(): Command {
  const command = consentCommand('verify', {
    description: 'check that events are complete and unaltered, and that the gate agrees',
    examples: [
      'verify --local --address jane@example.com',
      'verify --contact AbCdEfGhIjKlMnOpQrStUv --json',
      'verify --all',
    ],
    found: 'altered, missing, unreadable or forged events, or a gate that says other than they do',
  });
  return withWhose(command)
    .option('--all', 'of every contact point: reads the whole ledger')
    .action((options: Options) => (options.all ? verifyAll(options) : verifyOne(options)));
}

async function verifyOne(options: Options): Promise<void> {
  const tables = resolveTarget(options, TABLES);
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
      : `BROKEN: ${inWords(faults)}`,
  ]);
  if (!valid) process.exitCode = EXIT_FOUND;
}

/** Also finds gates whose events are gone altogether. */
async function verifyAll(options: Options): Promise<void> {
  const tables = resolveTarget(options, TABLES);
  const database = dynamo();
  const ledger = dynamoLedger(database, tables);
  const progress = progressOf('contact points verified');
  const broken: { contactId: string; faults: Fault[] }[] = [];
  let events = 0;
  const verifyEach = async (contactId: string) => {
    const examined = await examine(ledger, contactId);
    events += examined.events.length;
    if (examined.faults.length > 0) broken.push({ contactId, faults: examined.faults });
    progress();
  };
  const known = await forEachContact(ledgerContacts(database, tables.LEDGER_TABLE), verifyEach);
  await forEachContact(keyedContacts(database, tables.GATE_TABLE), async (contactId) => {
    if (!(await hasEvents(database, tables.LEDGER_TABLE, contactId))) await verifyEach(contactId);
  });
  const valid = broken.length === 0;
  print(options, { contactPoints: known, events, valid, broken }, [
    ...broken.map(({ contactId, faults }) => `${contactId}  BROKEN: ${inWords(faults)}`),
    `${known} contact points, ${events} events: ${valid ? 'all intact; the gates agree' : `${broken.length} BROKEN`}.`,
  ]);
  if (!valid) process.exitCode = EXIT_FOUND;
}

export const inWords = (faults: readonly Fault[]) =>
  faults.map(({ seq, fault }) => `event ${seq} (${fault})`).join(', ');
