import type { ContactId } from '../../events/scope.ts';
import { type Dynamo, isOutage, within } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import { log, traceOf } from '../log.ts';
import { readStored } from './dynamo-ledger.ts';
import { type KeysTable, keysWithin } from './keys-table.ts';
import type { EvidenceKeys } from './ledger-store.ts';
import { readEvidence } from './seal-part.ts';

const AT_ONCE = 16;
/** Well within the function's own time: who waits is told to come back, and not cut off. */
const LIMIT_MS = 6_000;

/** Null where no evidence tells the address, or its key is destroyed, or what is stored cannot be read. */
export type KnownAddresses = ReadonlyMap<ContactId, string | null>;

/**
 * The addresses behind these contact points, out of their sealed evidence. Throws `unavailable` where they cannot
 * be had just now: a list of addresses with gaps in it would be taken for the whole.
 */
export async function knownAddresses(
  dynamo: Dynamo,
  ledgerTable: string,
  keys: KeysTable,
  contactIds: readonly ContactId[],
): Promise<KnownAddresses> {
  const signal = AbortSignal.timeout(LIMIT_MS);
  const [ledger, patientKeys] = [within(dynamo, signal), keysWithin(keys, signal)];
  const different = [...new Set(contactIds)];
  const addresses = await inTurn(different, AT_ONCE, async (contactId) => {
    try {
      return await knownAddress(ledger, ledgerTable, patientKeys, contactId);
    } catch (cause) {
      if (isOutage(cause)) throw unavailable(cause);
      // One that is broken for good must not keep the rest of the list from everybody.
      log('error', 'an address could not be opened', { contactId, error: traceOf(cause) });
      return null;
    }
  });
  return new Map(different.map((contactId, index) => [contactId, addresses[index] ?? null]));
}

/** As the newest evidence that has one says. */
async function knownAddress(
  dynamo: Dynamo,
  ledgerTable: string,
  keys: EvidenceKeys,
  contactId: ContactId,
): Promise<string | null> {
  const stored = await readStored(dynamo, ledgerTable, contactId);
  for (const one of stored.toReversed()) {
    const evidence = await readEvidence(keys, one);
    // What is older was sealed under the same key, or one before it.
    if (evidence === 'destroyed') return null;
    if (typeof evidence === 'object' && evidence.address) return evidence.address.canonical;
  }
  return null;
}

function unavailable(cause: unknown): ConsentError {
  const detail = 'The addresses cannot be read right now, and a page without them would mislead.';
  return new ConsentError('unavailable', `${detail} Ask for this page again.`, { cause });
}
