import { randomBytes } from 'node:crypto';
import type { Evidence } from '../../events/evidence.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import type { StoredEvent } from '../domain/event-hash.ts';
import {
  evidenceHash,
  KEY_BYTES,
  NONCE_BYTES,
  openEvidence,
  sealEvidence,
  unwrapDataKey,
  wrapDataKey,
} from '../domain/seal.ts';
import { ConsentError } from '../errors.ts';
import { log, traceOf } from '../log.ts';
import type { EvidenceKeys, LedgerStore, Sealed } from './ledger-store.ts';

/** A withdrawal waits no longer for what it can do without. */
const PATIENCE_MS = 500;

export type Sealing = Pick<LedgerEvent, 'contactId' | 'eventId'> & {
  evidence: Evidence;
  /** The contact point has no event yet. */
  isNew: boolean;
  /** What only reduces contact is recorded without its evidence rather than late or not at all. */
  mayGoWithout: boolean;
};

/**
 * Seals evidence for one event; undefined where the event goes without. Throws `unavailable` where it may not
 * and the keys are out of reach, for whatever reason.
 */
export async function sealPart(store: LedgerStore, sealing: Sealing): Promise<Sealed | undefined> {
  const { keys } = store;
  if (!keys) throw new TypeError('this ledger was opened without keys, and keeps no evidence');
  const { contactId, eventId, evidence, mayGoWithout } = sealing;
  try {
    const signal = mayGoWithout ? AbortSignal.timeout(PATIENCE_MS) : undefined;
    const found = await dataKeyOf(store, keys, sealing, signal);
    if (!found) return undefined;
    const { dataKey, newKey } = found;
    const ciphertext = sealEvidence(dataKey, sealing, evidence, randomBytes(NONCE_BYTES));
    return { ciphertext, ...(newKey && { newKey }) };
  } catch (cause) {
    log(mayGoWithout ? 'warn' : 'error', 'evidence could not be sealed', {
      ...{ contactId, eventId, error: traceOf(cause) },
      outcome: mayGoWithout ? 'recorded without' : 'refused',
    });
    if (mayGoWithout) return undefined;
    const detail = 'The proof of this consent cannot be kept right now, so nothing was recorded.';
    throw new ConsentError('unavailable', `${detail} Send the same request again.`, { cause });
  }
}

type DataKey = { dataKey: Uint8Array; newKey?: Sealed['newKey'] };

/** The key that stands, or a new one; none for a withdrawal where it was destroyed: erased stays erased. */
async function dataKeyOf(
  store: LedgerStore,
  keys: EvidenceKeys,
  { contactId, isNew, mayGoWithout }: Sealing,
  signal: AbortSignal | undefined,
): Promise<DataKey | undefined> {
  const known = await readDataKey(keys, contactId, signal);
  if (known) return { dataKey: known };
  if (mayGoWithout && !isNew && (await hadKey(store, contactId))) return undefined;
  const dataKey = randomBytes(KEY_BYTES);
  const environmentKey = await keys.environmentKey(undefined, signal);
  const newKey = wrapDataKey(environmentKey, contactId, dataKey, randomBytes(NONCE_BYTES));
  return { dataKey, newKey };
}

async function hadKey(store: LedgerStore, contactId: ContactId): Promise<boolean> {
  const events = await store.readEvents(contactId);
  return events.some(({ evidenceHash }) => evidenceHash !== undefined);
}

async function readDataKey(
  keys: EvidenceKeys,
  contactId: ContactId,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  const wrapped = await keys.readDataKey(contactId, signal);
  if (!wrapped) return undefined;
  const environmentKey = await keys.environmentKey(wrapped.wrappedBy, signal);
  const dataKey = unwrapDataKey(environmentKey, wrapped);
  if (!dataKey) throw new Error('a data key does not open under the key that it names');
  return dataKey;
}

/**
 * What is on record of an event. `none`: it was recorded without. `altered`: it is not what the header says.
 * `destroyed`: sound, but its key is gone, and nobody can read it any more.
 */
export async function readEvidence(
  keys: EvidenceKeys,
  { event, ciphertext }: StoredEvent,
): Promise<Evidence | 'none' | 'altered' | 'destroyed'> {
  if (event.evidenceHash === undefined && ciphertext === null) return 'none';
  if (ciphertext === null || evidenceHash(ciphertext) !== event.evidenceHash) return 'altered';
  const dataKey = await readDataKey(keys, event.contactId);
  return (dataKey && openEvidence(dataKey, event, ciphertext)) ?? 'destroyed';
}
