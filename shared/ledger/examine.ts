import { isDeepStrictEqual } from 'node:util';
import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import {
  type ChainFault,
  chainFaults,
  type EvidenceFault,
  evidenceFaults,
} from '../domain/event-hash.ts';
import { emptyGate, foldEvents, stateOf } from '../domain/gate.ts';
import { UnreadableGate } from './gate-item.ts';
import { UnreadableEvent } from './ledger-item.ts';
import type { LedgerStore } from './ledger-store.ts';

const MAX_READS = 3;

export type Fault = {
  /** 0 where the gate itself cannot be read. */
  seq: number;
  fault: (ChainFault | EvidenceFault)['fault'] | 'gate' | 'unreadable';
};
export type Examined = { events: LedgerEvent[]; gate: Gate | undefined; faults: Fault[] };

/**
 * One contact point's chain, and whether its gate is what the chain folds to. An event or a gate with anything in
 * it that was never written by this service cannot even be parsed.
 */
export async function examine(
  ledger: Pick<LedgerStore, 'readGate' | 'readStoredEvents'>,
  contactId: ContactId,
): Promise<Examined> {
  try {
    for (let reads = 1; ; reads++) {
      const gate = await ledger.readGate(contactId);
      const stored = await ledger.readStoredEvents(contactId);
      const events = stored.map(({ event }) => event);
      const faults: Fault[] = [...chainFaults(events), ...evidenceFaults(stored)];
      if (agrees(gate, events)) return { events, gate, faults };
      // An event may have been written between the two reads.
      if (reads === MAX_READS) return { events, gate, faults: [...faults, gateFault(gate)] };
    }
  } catch (error) {
    return { events: [], gate: undefined, faults: [unreadable(error)] };
  }
}

function unreadable(error: unknown): Fault {
  if (error instanceof UnreadableEvent) return { seq: error.seq, fault: 'unreadable' };
  if (error instanceof UnreadableGate) return { seq: 0, fault: 'gate' };
  throw error;
}

/** The gate must be what its events fold to: an altered grant would open it without touching the chain. */
function agrees(gate: Gate | undefined, events: readonly LedgerEvent[]): boolean {
  return isDeepStrictEqual(gate ? stateOf(gate) : emptyGate, foldEvents(events));
}

const gateFault = (gate: Gate | undefined): Fault => ({ seq: gate?.rev ?? 0, fault: 'gate' });
