import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import { emptyGate, newGate } from '../../shared/domain/gate.ts';
import type { Entry, LedgerStore, SubmissionRecord } from '../../shared/ledger/ledger-store.ts';

export type PutPermit = (
  contactId: string,
  permitId: string,
  permit: Gate['permits'][string],
) => Promise<void>;

/** The contract in memory: what the engine's adapter must do, in as few words as possible. */
export function memoryLedger(): LedgerStore & { putPermit: PutPermit } {
  const gates = new Map<string, Gate>();
  const events = new Map<string, LedgerEvent[]>();
  const submissions = new Map<string, SubmissionRecord>();
  return {
    readGate: async (contactId) => structuredClone(gates.get(contactId)),
    readEvents: async (contactId) => structuredClone(events.get(contactId) ?? []),
    findSubmission: async (id) => submissions.get(id),
    async commit(submission, entries) {
      const hasMoved = ({ event, before }: Entry) =>
        (events.get(event.contactId) ?? []).some(({ seq }) => seq === event.seq) ||
        (gates.get(event.contactId)?.rev ?? 0) !== (before?.rev ?? 0);
      if (submissions.has(submission.id) || entries.some(hasMoved)) return 'conflict';
      submissions.set(submission.id, submission);
      for (const { event, after, hold } of entries) {
        const { contactId } = event;
        events.set(contactId, [...(events.get(contactId) ?? []), event]);
        const { permits, holds } = gates.get(contactId) ?? after;
        gates.set(contactId, { ...after, permits, holds: hold ? [...holds, hold] : holds });
      }
      return 'committed';
    },
    async putPermit(contactId, permitId, permit) {
      const gate = gates.get(contactId);
      if (gate) gate.permits[permitId] = permit;
    },
    async removePermits(contactId, permitIds) {
      const gate = gates.get(contactId);
      for (const id of permitIds) delete gate?.permits[id];
    },
    async addHold(contactId, hold) {
      const gate = gates.get(contactId) ?? newGate(contactId, null, emptyGate);
      gates.set(contactId, { ...gate, holds: [...new Set([...gate.holds, hold])].toSorted() });
    },
    async liftHold(contactId, hold, rev) {
      const gate = gates.get(contactId);
      if (!gate?.holds.includes(hold) || (rev !== undefined && gate.rev !== rev)) return false;
      gates.set(contactId, { ...gate, holds: gate.holds.filter((other) => other !== hold) });
      return true;
    },
  };
}
