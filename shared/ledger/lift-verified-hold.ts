import type { ContactId } from '../../events/scope.ts';
import { type Examined, examine, type Fault } from './examine.ts';
import { readKnown, restoreGate } from './known-state.ts';
import type { LedgerStore } from './ledger-store.ts';
import { isSpoolHold } from './spool-hold.ts';

export type LiftPorts = {
  ledger: Pick<
    LedgerStore,
    'readGate' | 'readEvents' | 'readStoredEvents' | 'restore' | 'liftHold'
  >;
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
 * A gate that was lost is brought back first, held for that.
 */
export async function liftVerifiedHold(
  { ledger, isSpoolEmpty }: LiftPorts,
  contactId: ContactId,
  hold: string,
): Promise<Lifted> {
  if (isSpoolHold(hold) && !(await isSpoolEmpty())) return { outcome: 'spooled', faults: [] };
  const { gate, faults } = await examineRestored(ledger, contactId);
  if (faults.length > 0) return { outcome: 'broken', faults };
  if (!gate?.holds.includes(hold)) return { outcome: 'not held', faults: [] };
  const isLifted = await ledger.liftHold(contactId, hold, gate.rev);
  return { outcome: isLifted ? 'lifted' : 'moved', faults: [] };
}

async function examineRestored(
  ledger: LiftPorts['ledger'],
  contactId: ContactId,
): Promise<Examined> {
  const found = await examine(ledger, contactId);
  const isWhole = found.faults.every(({ fault }) => fault === 'gate');
  const isLost = found.events.length > 0 && (found.gate?.rev ?? 0) === 0;
  if (!isWhole || !isLost) return found;
  await restoreGate(ledger, { contactId, matchId: null }, await readKnown(ledger, contactId));
  return examine(ledger, contactId);
}
