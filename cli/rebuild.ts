import type { Command } from 'commander';
import type { ContactId } from '../events/scope.ts';
import { foldEvents, newGate } from '../shared/domain/gate.ts';
import { type Suppression, suppressionsOf } from '../shared/domain/suppressions.ts';
import { type Dynamo, dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../shared/ledger/ledger-store.ts';
import {
  type ListedSuppression,
  readSuppressions,
  replaceSuppression,
} from '../shared/suppression-table.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { forEachContact, hasEvents, keyedContacts, ledgerContacts } from './ledger-contacts.ts';
import { print, progressOf } from './print.ts';
import { resolveTarget } from './target.ts';

type Options = CommonOptions & { dryRun?: boolean };

const MAX_ATTEMPTS = 5;

const NOTES = `Reads every event and writes what differs: run again, it writes nothing. It may run beside the service,
whose news is never overwritten. An entry that no event bears out is named and left: it may be all that is
left of a withdrawal, and too much silence harms nobody.`;

/** consent rebuild: the suppression list anew from the ledger. */
export function rebuildCommand(): Command {
  return consentCommand('rebuild', {
    description: 'write the suppression list anew from the ledger',
    examples: ['rebuild --local --dry-run', 'rebuild --json'],
    found: 'entries that no event bears out, or that would not be written',
    notes: NOTES,
  })
    .option('--dry-run', 'only say what would be written')
    .action(rebuild);
}

type Tally = { missing: number; wrong: number; foreign: string[]; unsettled: string[] };
type Place = { database: Dynamo; table: string; ledger: LedgerStore; dryRun: boolean };

async function rebuild(options: Options): Promise<void> {
  const tables = resolveTarget(options, [
    ...(['LEDGER_TABLE', 'GATE_TABLE', 'OPERATIONS_TABLE', 'SUPPRESSION_TABLE'] as const),
  ]);
  const database = dynamo();
  const ledger = dynamoLedger(database, tables);
  const { dryRun = false } = options;
  const place = { database, table: tables.SUPPRESSION_TABLE, ledger, dryRun };
  const tally: Tally = { missing: 0, wrong: 0, foreign: [], unsettled: [] };
  const progress = progressOf('contact points read');
  const read = await forEachContact(
    ledgerContacts(database, tables.LEDGER_TABLE),
    async (contactId) => {
      await rebuildOne(place, contactId, tally);
      progress();
    },
  );
  await forEachContact(keyedContacts(database, place.table), async (contactId) => {
    if (!(await hasEvents(database, tables.LEDGER_TABLE, contactId))) tally.foreign.push(contactId);
  });
  tell(options, read, tally);
}

/** Writes only on what it has read; where news came in between, it reads again. */
async function rebuildOne(place: Place, contactId: ContactId, tally: Tally): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const { wrong, missing, foreign } = await compareSuppressions(place, contactId);
    const differing = [...wrong, ...missing];
    const written = await Promise.all(
      differing.map(
        ({ contact, wanted, found }) =>
          place.dryRun || replaceSuppression(place.database, place.table, contact, wanted, found),
      ),
    );
    if (written.includes(false)) continue;
    tally.missing += missing.length;
    tally.wrong += wrong.length;
    tally.foreign.push(...foreign.map(({ cover }) => `${contactId} ${cover}`));
    return;
  }
  tally.unsettled.push(contactId);
}

type Difference = {
  contact: { contactId: ContactId; matchId: ContactId | null; rev: number };
  wanted: Suppression;
  found: ListedSuppression | undefined;
};

type Compared = { missing: Difference[]; wrong: Difference[]; foreign: ListedSuppression[] };

/**
 * What the list says of a contact point against its events. The list is read first: whatever it knows, the
 * events that are read after it must know too.
 */
export async function compareSuppressions(
  { database, table, ledger }: Pick<Place, 'database' | 'table' | 'ledger'>,
  contactId: ContactId,
): Promise<Compared> {
  const listed = await readSuppressions(database, table, contactId);
  const state = foldEvents(await ledger.readEvents(contactId));
  const matchId = (await ledger.readGate(contactId))?.matchId ?? null;
  const contact = { contactId, matchId, rev: state.rev };
  const wanted = suppressionsOf(newGate(contactId, matchId, state));
  const differing = wanted
    .map((entry) => ({
      contact,
      wanted: entry,
      found: listed.find(({ cover }) => cover === entry.cover),
    }))
    .filter(({ wanted: entry, found }) => !found || !says(found, entry, contact));
  return {
    missing: differing.filter(({ found }) => found === undefined),
    wrong: differing.filter(({ found }) => found !== undefined),
    foreign: listed.filter(({ cover }) => !wanted.some((entry) => entry.cover === cover)),
  };
}

/** The revision may be an older one where what came after it changed nothing for this entry. */
function says(
  found: ListedSuppression,
  wanted: Suppression,
  { matchId, rev }: Difference['contact'],
): boolean {
  return (
    found.rev <= rev &&
    found.matchId === matchId &&
    found.reason === wanted.reason &&
    found.since === wanted.at &&
    found.seq === wanted.seq &&
    found.listed === wanted.listed
  );
}

function tell(options: Options, contactPoints: number, tally: Tally): void {
  const { missing, wrong, foreign, unsettled } = tally;
  const dryRun = options.dryRun ?? false;
  print(options, { dryRun, contactPoints, ...tally }, [
    `${contactPoints} contact points read; ${dryRun ? 'to be written' : 'written'}: ${missing} missing entries, ${wrong} wrong ones.`,
    ...foreign.map((entry) => `No event bears out: ${entry}`),
    ...unsettled.map(
      (contactId) => `Changed again and again while it was read: ${contactId}. Run this again.`,
    ),
  ]);
  if (foreign.length + unsettled.length > 0) process.exitCode = EXIT_FOUND;
}
