import { SQSClient } from '@aws-sdk/client-sqs';
import { Command } from 'commander';
import type { ContactId } from '../events/scope.ts';
import { dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import { type Lifted, liftVerifiedHold } from '../shared/ledger/lift-verified-hold.ts';
import { isSpoolEmpty } from '../shared/spool-queue.ts';
import { type CommonOptions, consentCommand } from './command.ts';
import { contactOf, type WhoseOptions, withWhose } from './contact.ts';
import { EXIT_FOUND } from './exit-codes.ts';
import { print } from './print.ts';
import { listed, resolveTarget } from './target.ts';
import { inWords } from './verify.ts';

type Options = CommonOptions & WhoseOptions & { hold: string };

const NEEDED = ['LEDGER_TABLE', 'GATE_TABLE', 'OPERATIONS_TABLE', 'SPOOL_URLS'] as const;

/** consent hold lift */
export function holdCommand(): Command {
  const lifting = consentCommand('lift', {
    description: 'lift one hold of a contact point, if its chain is whole and its gate agrees',
    examples: [
      'hold lift --local --address jane@example.com --hold tampering',
      'hold lift --contact AbCdEfGhIjKlMnOpQrStUv --hold gate_missing --json',
    ],
    found: 'not lifted: nothing of that name holds it, its chain is broken, or its stop waits',
    notes:
      'Look before you lift: `consent doctor` names the holds, `consent history` what happened there.',
  });
  withWhose(lifting)
    .requiredOption('--hold <name>', 'which of its holds, as `consent doctor` names it')
    .action(lift);
  return new Command('hold')
    .description('holds, under which nothing is sent to a contact point')
    .addCommand(lifting);
}

async function lift(options: Options): Promise<void> {
  const tables = resolveTarget(options, NEEDED);
  const contactId = await contactOf(options);
  const queues = new SQSClient({});
  const lifted = await liftVerifiedHold(
    {
      ledger: dynamoLedger(dynamo(), tables),
      isSpoolEmpty: () => isSpoolEmpty(queues, ...listed(tables.SPOOL_URLS)),
    },
    contactId,
    options.hold,
  );
  const { outcome, faults } = lifted;
  print(options, { contactId, hold: options.hold, outcome, faults }, [
    wordsOf(lifted, contactId, options.hold),
  ]);
  if (outcome !== 'lifted') process.exitCode = EXIT_FOUND;
}

function wordsOf({ outcome, faults }: Lifted, contactId: ContactId, hold: string): string {
  switch (outcome) {
    case 'lifted':
      return `${hold} is lifted; the chain of ${contactId} is whole, and its gate agrees.`;
    case 'not held':
      return `${contactId} is not held by ${hold}.`;
    case 'spooled':
      return `Not lifted: the spool or its dead letters cannot be read, or hold withdrawals, perhaps this one. Let them be applied first.`;
    case 'moved':
      return 'Not lifted: something was recorded there just now. Look, and run this again.';
    case 'broken':
      return `Not lifted, the chain is BROKEN: ${inWords(faults)}`;
  }
}
