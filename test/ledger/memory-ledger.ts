import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { LedgerStore, SubmissionRecord } from '../../shared/ledger/ledger-store.ts';

/** The contract in memory: what the engine's adapter must do, in as few words as possible. */
export function memoryLedger(): LedgerStore {
  const gates = new Map<string, Gate>();
  const events = new Map<string, LedgerEvent[]>();
  const submissions = new Map<string, SubmissionRecord>();
  return {
    readGate: async (contactId) => structuredClone(gates.get(contactId)),
    readEvents: async (contactId) => structuredClone(events.get(contactId) ?? []),
    findSubmission: async (id) => submissions.get(id),
    async commit(submission, { event, before, after }) {
      const { contactId } = event;
      const known = events.get(contactId) ?? [];
      const gate = gates.get(contactId);
      const isTaken = known.some(({ seq }) => seq === event.seq);
      if (submissions.has(submission.id) || isTaken || gate?.rev !== before?.rev) return 'conflict';
      submissions.set(submission.id, submission);
      events.set(contactId, [...known, event]);
      const { permits, hold } = gate ?? after;
      gates.set(contactId, { ...after, permits, hold });
      return 'committed';
    },
    async removePermits(contactId, permitIds) {
      const gate = gates.get(contactId);
      for (const id of permitIds) delete gate?.permits[id];
    },
  };
}
