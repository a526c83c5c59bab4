import type { ContactId } from '../../events/scope.ts';
import { examine, type Fault } from './examine.ts';
import type { LedgerStore } from './ledger-store.ts';
import { isSpoolHold } from './spool-hold.ts';

export type LiftPorts = {
  ledger: Pick<LedgerStore, 'readGate' | 'readStoredEvents' | 'liftHold'>;
  /** Whether no withdrawal waits in the spool, nor in its dead letters. */
  isSpoolEmpty(): Promise<boolean>;
};

/** `spooled`: the withdrawal that set this hold may still wait to be put in force. `moved`: try again. */
export type Lifted =
  | { outcome: 'lifted' | 'not held' | 'spooled' | 'moved'; faults: readonly [] }
  | { outcome: 'broken'; faults: readonly Fault[] };

/**
 * Lifts one hold of a contact point whose chain is whole and whose gate is what the chain folds to; nothing else
 * may lift a hold but the withdrawal that set it for itself. A hold of the spool goes only when nothing waits there.
 */
export async function liftVerifiedHold(
  { ledger, isSpoolEmpty }: LiftPorts,
  contactId: ContactId,
  hold: string,
): Promise<Lifted> {
  if (isSpoolHold(hold) && !(await isSpoolEmpty())) return { outcome: 'spooled', faults: [] };
  const { gate, faults } = await examine(ledger, contactId);
  if (faults.length > 0) return { outcome: 'broken', faults };
  if (!gate?.holds.includes(hold)) return { outcome: 'not held', faults: [] };
  const isLifted = await ledger.liftHold(contactId, hold, gate.rev);
  return { outcome: isLifted ? 'lifted' : 'moved', faults: [] };
}
