import type { Command } from 'commander';
import { dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { contactOf, type WhoseOptions, withWhose } from './contact.ts';
import { eventWords } from './event-words.ts';
import { print } from './print.ts';
import { resolveTarget } from './target.ts';

/** consent history: what one contact point said, in order, in words. */
export function historyCommand(): Command {
  const command = consentCommand('history', {
    description:
      'what happened at a contact point: what, for what, when, how it came, what was shown',
    examples: [
      'history --local --address jane@example.com',
      'history --contact AbCdEfGhIjKlMnOpQrStUv --json',
      'cat address.txt | history --address -',
    ],
    notes: 'With --json the events as the ledger holds them. Sealed evidence is not opened.',
  });
  return withWhose(command).action(history);
}

async function history(options: CommonOptions & WhoseOptions): Promise<void> {
  const tables = resolveTarget(options, ['LEDGER_TABLE', 'GATE_TABLE', 'OPERATIONS_TABLE']);
  const contactId = await contactOf(options);
  const events = await dynamoLedger(dynamo(), tables).readEvents(contactId);
  print(
    options,
    { contactId, events },
    events.length === 0
      ? ['Nothing is on record.']
      : [`Contact point ${contactId}`, '', ...events.flatMap(eventWords)],
  );
}
