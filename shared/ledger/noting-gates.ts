import type { Gate } from '../../events/gate.ts';
import type { ContactId } from '../../events/scope.ts';
import type { LedgerStore } from './ledger-store.ts';

/** The same store, and every gate that is read from it is told. */
export function notingGates(
  store: LedgerStore,
  note: (contactId: ContactId, gate: Gate | undefined) => void,
): LedgerStore {
  return {
    ...store,
    async readGate(contactId) {
      const gate = await store.readGate(contactId);
      note(contactId, gate);
      return gate;
    },
  };
}
