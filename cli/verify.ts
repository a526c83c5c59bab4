import { isDeepStrictEqual } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import * as z from 'zod';
import type { Gate } from '../events/gate.ts';
import type { LedgerEvent } from '../events/ledger-event.ts';
import { ContactId } from '../events/scope.ts';
import { contactIdOf } from '../shared/domain/contact-id.ts';
import { canonicalEmail } from '../shared/domain/email-address.ts';
import {
  type ChainFault,
  chainFaults,
  type EvidenceFault,
  evidenceFaults,
} from '../shared/domain/event-hash.ts';
import { emptyGate, foldEvents, stateOf } from '../shared/domain/gate.ts';
import { dynamo } from '../shared/dynamo.ts';
import { dynamoLedger } from '../shared/ledger/dynamo-ledger.ts';
import type { LedgerStore } from '../shared/ledger/ledger-store.ts';
import { provenKeys } from '../shared/ledger/pepper-canary.ts';
import { print } from './print.ts';
import { resolveTarget, type TargetOptions, targetOptions } from './target.ts';

type Options = TargetOptions & { json?: boolean; address?: string; contact?: string };

const EXIT_BROKEN = 2;
const MAX_READS = 3;

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

type Fault = {
  seq: number;
  fault: (ChainFault | EvidenceFault)['fault'] | 'gate' | 'unreadable';
};

/** An event or a gate with anything in it that was never written by this service cannot even be parsed. */
async function examine(
  ledger: LedgerStore,
  contactId: string,
): Promise<{ events: LedgerEvent[]; faults: Fault[] }> {
  try {
    for (let reads = 1; ; reads++) {
      const gate = await ledger.readGate(contactId);
      const stored = await ledger.readStoredEvents(contactId);
      const events = stored.map(({ event }) => event);
      const faults: Fault[] = [...chainFaults(events), ...evidenceFaults(stored)];
      if (agrees(gate, events)) return { events, faults };
      // An event may have been written between the two reads.
      if (reads === MAX_READS) return { events, faults: [...faults, gateFault(gate)] };
    }
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    return { events: [], faults: [{ seq: 0, fault: 'unreadable' }] };
  }
}

/** The gate must be what its events fold to: an altered grant would open it without touching the chain. */
function agrees(gate: Gate | undefined, events: readonly LedgerEvent[]): boolean {
  return isDeepStrictEqual(gate ? stateOf(gate) : emptyGate, foldEvents(events));
}

const gateFault = (gate: Gate | undefined): Fault => ({ seq: gate?.rev ?? 0, fault: 'gate' });

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
