import { type Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { LedgerEvent } from '../events/ledger-event.ts';
import type { ContactId, Cover, Scope } from '../events/scope.ts';
import { SendRecord } from '../events/send-record.ts';
import { includes } from '../shared/domain/scope.ts';
import { type Dynamo, dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { type Examined, examine } from '../shared/ledger/examine.ts';
import { parseLedgerItem } from '../shared/ledger/ledger-item.ts';
import { type ListedSuppression, readSuppressions } from '../shared/suppression-table.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { contactOf, isWhoseGiven, type WhoseOptions, withWhose } from './contact.ts';
import { coverWords, eventWords } from './event-words.ts';
import { scan } from './ledger-contacts.ts';
import { print } from './print.ts';
import { resolveTarget } from './target.ts';

type Options = CommonOptions & WhoseOptions & { sends: boolean };

const NOTES = `The ledger has no index by event: without --address or --contact all of it is read, and all sends for
those that were refused; --no-sends leaves these out. Progress goes to standard error.`;

/** consent trace: what came of one event. */
export function traceCommand(): Command {
  const command = consentCommand('trace', {
    description: 'follow one event: ledger, gate, suppression list, sends that it refused',
    examples: [
      'trace 019ab000-0000-7000-8000-000000000002 --local --address jane@example.com',
      'trace 019ab000-0000-7000-8000-000000000002 --json',
    ],
    notes: NOTES,
  });
  return withWhose(command)
    .argument('<eventId>', 'as a receipt, `consent history` or a log tells it', parseEventId)
    .option('--no-sends', 'do not look for refused sends')
    .action(trace);
}

async function trace(eventId: string, options: Options): Promise<void> {
  const tables = resolveTarget(options, [
    ...([
      'LEDGER_TABLE',
      'GATE_TABLE',
      'OPERATIONS_TABLE',
      'SUPPRESSION_TABLE',
      'SENDS_TABLE',
    ] as const),
  ]);
  const database = dynamo();
  const contactId = isWhoseGiven(options)
    ? await contactOf(options)
    : await findContact(database, tables.LEDGER_TABLE, eventId);
  if (!contactId) throw new Error(`There is no event ${eventId}.`);
  const examined = await examine(dynamoLedger(database, tables), contactId);
  const event = examined.events.find((each) => each.eventId === eventId);
  if (!event) throw new Error(`There is no event ${eventId} to be read at ${contactId}.`);
  const covers = coversIn(event);
  const listed = (await readSuppressions(database, tables.SUPPRESSION_TABLE, contactId)).filter(
    ({ cover }) => covers.some((touched) => includes(cover, touched) || includes(touched, cover)),
  );
  const refused = options.sends
    ? await findRefused(database, tables.SENDS_TABLE, event, examined.events)
    : null;
  tell(options, { event, examined, listed, refused });
}

/** What an event speaks of. */
function coversIn({ changes }: LedgerEvent): Cover[] {
  return changes.flatMap((change): Cover[] => {
    if ('cover' in change) return [change.cover];
    return 'scope' in change ? [change.scope] : [];
  });
}

async function findContact(
  database: Dynamo,
  table: string,
  eventId: string,
): Promise<ContactId | undefined> {
  process.stderr.write('No contact point given: reading the whole ledger.\n');
  let pages = 0;
  for await (const items of scan(database, {
    TableName: table,
    ConsistentRead: true,
    FilterExpression: 'eventId = :event',
    ExpressionAttributeValues: { ':event': eventId },
  })) {
    const [found] = items;
    if (found) return parseLedgerItem(found)?.contactId;
    pages += 1;
    process.stderr.write(`${pages} MB read\n`);
  }
  return undefined;
}

type Refused = Pick<SendRecord, 'scope' | 'reason' | 'updatedAt'> & { message: string };

/** Sends refused while this event was the last word on their scope. No address is kept with them. */
async function findRefused(
  database: Dynamo,
  table: string,
  event: LedgerEvent,
  events: readonly LedgerEvent[],
): Promise<Refused[]> {
  const stops = event.changes.flatMap((change) =>
    change.type === 'ConsentWithdrawn' ? [change.cover] : [],
  );
  if (stops.length === 0) return [];
  process.stderr.write('Reading all sends.\n');
  const refused: Refused[] = [];
  for await (const items of scan(database, {
    TableName: table,
    FilterExpression: 'contactId = :contact AND #state = :refused AND updatedAt >= :since',
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':contact': event.contactId,
      ':refused': 'refused',
      ':since': event.recordedAt,
    },
  })) {
    for (const { pk, sk, scope, reason, updatedAt } of items.map((item) =>
      SendRecord.parse(item),
    )) {
      if (!stops.some((cover) => includes(cover, scope))) continue;
      if (updatedAt < lastWordUntil(event, events, scope)) {
        refused.push({ message: `${pk}#${sk}`, scope, reason, updatedAt });
      }
    }
  }
  return refused.toSorted((a, b) => (a.updatedAt < b.updatedAt ? -1 : 1));
}

/** When a later event spoke of this scope; a time after all times if none did. */
function lastWordUntil(event: LedgerEvent, events: readonly LedgerEvent[], scope: Scope): string {
  const next = events.find(
    (later) => later.seq > event.seq && coversIn(later).some((cover) => includes(cover, scope)),
  );
  return next?.recordedAt ?? '9999';
}

type Traced = {
  event: LedgerEvent;
  examined: Examined;
  listed: ListedSuppression[];
  refused: Refused[] | null;
};

function tell(options: Options, { event, examined, listed, refused }: Traced): void {
  const { gate, events, faults } = examined;
  const later = events.filter(({ seq }) => seq > event.seq);
  const holds = gate?.holds ?? [];
  const told = {
    event,
    chain: { events: events.length, faults },
    gate: gate ? { rev: gate.rev, holds, includesEvent: gate.rev >= event.seq } : null,
    later: later.map(({ eventId, seq, recordedAt }) => ({ eventId, seq, recordedAt })),
    suppressions: listed,
    refused,
  };
  print(options, told, [
    ...eventWords(event),
    `ledger       event ${event.seq} of ${events.length}; ${faults.length === 0 ? 'the chain is intact' : 'BROKEN: see `consent verify`'}`,
    `gate         ${gateWords(told.gate)}`,
    ...later.map((each) => `later        ${each.recordedAt}  event ${each.seq}  ${each.eventId}`),
    ...(listed.length === 0 ? ['suppression  no entry'] : []),
    ...listed.map(
      ({ cover, since, listed: isListed, rev }) =>
        `suppression  ${since}  ${coverWords(cover)}: ${isListed ? 'listed' : 'off the list again'}, as of event ${rev}`,
    ),
    ...refusedWords(refused),
  ]);
}

function gateWords(gate: { rev: number; holds: string[]; includesEvent: boolean } | null): string {
  if (!gate) return 'missing: see `consent verify`';
  const held = gate.holds.length === 0 ? '' : `; held: ${gate.holds.join(', ')}`;
  return `at event ${gate.rev}, ${gate.includesEvent ? 'this one included' : 'this one NOT included'}${held}`;
}

function refusedWords(refused: Refused[] | null): string[] {
  if (refused === null) return ['sends        not looked for'];
  if (refused.length === 0) return ['sends        none refused because of it'];
  return refused.map(
    ({ updatedAt, message, scope, reason }) =>
      `refused      ${updatedAt}  ${coverWords(scope)}: ${reason ?? '-'}  ${message}`,
  );
}

function parseEventId(value: string): string {
  const id = z.uuidv7().safeParse(value);
  if (id.success) return id.data;
  throw new InvalidArgumentError('An event id is a UUID of version 7.');
}
