import type { Gate } from '../../events/gate.ts';
import type { StoredEvent } from '../../shared/domain/event-hash.ts';
import { emptyGate, newGate } from '../../shared/domain/gate.ts';
import type { WrappedKey } from '../../shared/domain/seal.ts';
import type {
  Entry,
  EvidenceKeys,
  LedgerStore,
  SubmissionRecord,
} from '../../shared/ledger/ledger-store.ts';

export type PutPermit = (
  contactId: string,
  permitId: string,
  permit: Gate['permits'][string],
) => Promise<void>;

export type MemoryKeys = EvidenceKeys & { dataKeys: Map<string, WrappedKey> };

/** `reach` throws where the keys are to be out of reach. */
export function memoryKeys(reach: () => void): MemoryKeys {
  const dataKeys = new Map<string, WrappedKey>();
  return {
    dataKeys,
    readDataKey: async (contactId) => dataKeys.get(contactId),
    async environmentKey(id = 'e1') {
      reach();
      return { id, key: new Uint8Array(32).fill(7) };
    },
  };
}

/** The contract in memory: what the engine's adapter must do, in as few words as possible. */
export function memoryLedger(keys?: MemoryKeys): LedgerStore & { putPermit: PutPermit } {
  const gates = new Map<string, Gate>();
  const events = new Map<string, StoredEvent[]>();
  const submissions = new Map<string, SubmissionRecord>();
  return {
    readGate: async (contactId) => structuredClone(gates.get(contactId)),
    keys,
    readStoredEvent: async (contactId, seq) =>
      structuredClone(events.get(contactId)?.find(({ event }) => event.seq === seq)),
    readStoredEvents: async (contactId) => structuredClone(events.get(contactId) ?? []),
    readEvents: async (contactId) =>
      structuredClone((events.get(contactId) ?? []).map(({ event }) => event)),
    findSubmission: async (id) => submissions.get(id),
    async commit(submission, entries) {
      const hasMoved = ({ event, sealed, before, heard }: Entry) =>
        (events.get(event.contactId) ?? []).some((stored) => stored.event.seq === event.seq) ||
        (sealed?.newKey !== undefined && keys?.dataKeys.has(event.contactId)) ||
        (gates.get(event.contactId)?.rev ?? 0) !== (before?.rev ?? 0) ||
        (heard !== undefined && (gates.get(event.contactId)?.heard ?? 0) !== heard);
      if (submissions.has(submission.id) || entries.some(hasMoved)) return 'conflict';
      submissions.set(submission.id, submission);
      for (const { event, sealed, after, hold } of entries) {
        const { contactId } = event;
        const stored = { event, ciphertext: sealed?.ciphertext ?? null };
        events.set(contactId, [...(events.get(contactId) ?? []), stored]);
        if (sealed?.newKey) keys?.dataKeys.set(contactId, sealed.newKey);
        const { heard, permits, holds } = gates.get(contactId) ?? after;
        gates.set(contactId, { ...after, heard, permits, holds: hold ? [...holds, hold] : holds });
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
    async hear(contactId) {
      const gate = gates.get(contactId);
      if (!gate) throw new Error('nothing to hear');
      gate.heard += 1;
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
