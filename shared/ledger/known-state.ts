import type { Gate } from '../../events/gate.ts';
import type { ContactId } from '../../events/scope.ts';
import { chainFaults } from '../domain/event-hash.ts';
import { foldEvents, type GateState, newGate, stateOf } from '../domain/gate.ts';
import type { LedgerStore } from './ledger-store.ts';

/** How a contact point stands. `hold`: what is amiss with its gate, and keeps it shut until a person has looked. */
export type Known = {
  gate: Gate | undefined;
  state: GateState;
  hold: 'gate_missing' | 'chain_broken' | null;
};

export const UNKNOWN: Known = { gate: undefined, state: foldEvents([]), hold: null };

/** A gate missing where events exist was lost: what stands is read from the ledger. */
export async function readKnown(
  store: Pick<LedgerStore, 'readGate' | 'readEvents'>,
  contactId: ContactId,
): Promise<Known> {
  const gate = await store.readGate(contactId);
  if (gate && gate.rev > 0) return { gate, state: stateOf(gate), hold: null };
  const events = await store.readEvents(contactId);
  const isIntact = chainFaults(events).length === 0;
  const hold = events.length === 0 ? null : isIntact ? 'gate_missing' : 'chain_broken';
  return { gate, state: foldEvents(events), hold };
}

/** Rebuilds a lost gate from the ledger, held: where nothing changes, no event would. False if none was lost. */
export async function restoreGate(
  store: Pick<LedgerStore, 'restore'>,
  { contactId, matchId }: { contactId: ContactId; matchId: ContactId | null },
  { gate, hold, state }: Known,
): Promise<boolean> {
  if (hold === null) return false;
  await store.restore(newGate(contactId, gate?.matchId ?? matchId, state), hold);
  return true;
}
