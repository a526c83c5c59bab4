import { createHash } from 'node:crypto';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import { jcs } from './jcs.ts';
import { evidenceHash } from './seal.ts';

const LEAF_PREFIX = Buffer.from([0]);

/** The RFC 9162 §2.1.1 leaf hash of the event's header in JCS form, in hex. */
export function eventHash(header: Omit<LedgerEvent, 'hash'>): string {
  return createHash('sha256').update(LEAF_PREFIX).update(jcs(header)).digest('hex');
}

/** The event with its hash, ready for the ledger. */
export function sealHeader(header: Omit<LedgerEvent, 'hash'>): LedgerEvent {
  return { ...header, hash: eventHash(header) };
}

export type ChainFault = { seq: number; fault: 'hash' | 'prev' | 'gap' | 'contact' };

/** What is wrong with one contact point's events, in order; an empty list is an intact chain. */
export function chainFaults(events: readonly LedgerEvent[]): ChainFault[] {
  const faults: ChainFault[] = [];
  let previous: LedgerEvent | undefined;
  for (const event of events) {
    const { hash, ...header } = event;
    if (eventHash(header) !== hash) faults.push({ seq: event.seq, fault: 'hash' });
    if (event.prev !== (previous?.hash ?? null)) faults.push({ seq: event.seq, fault: 'prev' });
    if (event.seq !== (previous?.seq ?? 0) + 1) faults.push({ seq: event.seq, fault: 'gap' });
    if (previous && event.contactId !== previous.contactId) {
      faults.push({ seq: event.seq, fault: 'contact' });
    }
    previous = event;
  }
  return faults;
}

/** An event with the ciphertext that is stored beside its header; null where there is none. */
export type StoredEvent = { event: LedgerEvent; ciphertext: Uint8Array | null };

export type EvidenceFault = { seq: number; fault: 'evidence' | 'evidence-missing' };

/**
 * Where the sealed evidence is not what its header says. Nothing is opened: evidence whose key was destroyed
 * is as sound as any.
 */
export function evidenceFaults(stored: readonly StoredEvent[]): EvidenceFault[] {
  return stored.flatMap(({ event: { seq, evidenceHash: said }, ciphertext }): EvidenceFault[] => {
    if (ciphertext === null) return said === undefined ? [] : [{ seq, fault: 'evidence-missing' }];
    return evidenceHash(ciphertext) === said ? [] : [{ seq, fault: 'evidence' }];
  });
}
