import type { Gate } from '../../events/gate.ts';
import type { StoredEvent } from '../../shared/domain/event-hash.ts';
import { emptyGate, newGate } from '../../shared/domain/gate.ts';
import type { WrappedKey } from '../../shared/domain/seal.ts';
import type {
  Entry,
  EvidenceKeys,
  LedgerStore,
  SubmissionRecord,
  Unchanged,
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
  const hear = (contactId: string) => {
    const gate = gates.get(contactId);
    if (gate) gate.heard += 1;
    return gate !== undefined;
  };
  return {
    readGate: async (contactId) => structuredClone(gates.get(contactId)),
    keys,
    readStoredEvent: async (contactId, seq) =>
      structuredClone(events.get(contactId)?.find(({ event }) => event.seq === seq)),
    readStoredEvents: async (contactId) => structuredClone(events.get(contactId) ?? []),
    readEvents: async (contactId) =>
      structuredClone((events.get(contactId) ?? []).map(({ event }) => event)),
    readNewestEvents: async (contactId, most) =>
      structuredClone(
        (events.get(contactId) ?? []).slice(-most).map(({ event }) => event),
      ).reverse(),
    findSubmission: async (id) => submissions.get(id),
    async commit(submission, entries, _links, unchanged = []) {
      const hasMoved = ({ event, sealed, before, heard }: Entry) =>
        (events.get(event.contactId) ?? []).some((stored) => stored.event.seq === event.seq) ||
        (sealed?.newKey !== undefined && keys?.dataKeys.has(event.contactId)) ||
        (gates.get(event.contactId)?.rev ?? 0) !== (before?.rev ?? 0) ||
        (heard !== undefined && (gates.get(event.contactId)?.heard ?? 0) !== heard);
      const isElsewhere = ({ contactId, rev }: Unchanged) => gates.get(contactId)?.rev !== rev;
      if (submissions.has(submission.id) || entries.some(hasMoved)) return 'conflict';
      if (unchanged.some(isElsewhere)) return 'conflict';
      submissions.set(submission.id, submission);
      for (const { contactId } of unchanged) hear(contactId);
      for (const { event, sealed, after, hold, hears } of entries) {
        const { contactId } = event;
        const stored = { event, ciphertext: sealed?.ciphertext ?? null };
        events.set(contactId, [...(events.get(contactId) ?? []), stored]);
        if (sealed?.newKey) keys?.dataKeys.set(contactId, sealed.newKey);
        const { heard, permits, holds } = gates.get(contactId) ?? after;
        gates.set(contactId, { ...after, heard, permits, holds: hold ? [...holds, hold] : holds });
        if (hears) hear(contactId);
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
    async restore(gate, hold) {
      const { contactId } = gate;
      const known = gates.get(contactId);
      if (known && known.rev > 0) return;
      gates.set(contactId, { ...gate, holds: [...(known?.holds ?? []), hold] });
    },
    hear: async (contactId) => hear(contactId),
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
