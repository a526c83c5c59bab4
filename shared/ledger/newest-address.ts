import type { StoredEvent } from '../domain/event-hash.ts';
import type { EvidenceKeys } from './ledger-store.ts';
import { readEvidence } from './seal-part.ts';

/** The address as it was last written down; undefined where none was, or where nobody can read it any more. */
export async function newestAddress(
  keys: EvidenceKeys,
  stored: readonly StoredEvent[],
): Promise<string | undefined> {
  const sealed = stored.filter(({ event }) => event.evidenceHash !== undefined);
  const [last] = sealed;
  if (!last) return undefined;
  const dataKey = await keys.readDataKey(last.event.contactId);
  const opened: EvidenceKeys = { ...keys, readDataKey: () => Promise.resolve(dataKey) };
  for (const one of sealed.toReversed()) {
    const evidence = await readEvidence(opened, one);
    if (typeof evidence !== 'string' && evidence.address) return evidence.address.canonical;
  }
  return undefined;
}
