import type { Gate } from '../../events/gate.ts';
import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { ContactId } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import { type Catalogue, rulesOf } from '../domain/catalogue.ts';
import type { Saw } from '../domain/decide.ts';
import type { ConfirmedChannel } from '../domain/pending.ts';
import { type Sheet, sheetOf } from '../domain/preference-sheet.ts';
import { type Standing, standingOf } from '../domain/standing.ts';
import { isStoreFault } from '../dynamo.ts';
import type { LedgerStore } from '../ledger/ledger-store.ts';
import type { ListedSuppression } from '../suppression-table.ts';

export type PreferencePorts = {
  ledger: Pick<LedgerStore, 'readGate' | 'readEvents'>;
  clock: Clock;
  catalogue: Catalogue;
  suppressions(contactId: ContactId): Promise<ListedSuppression[]>;
};

/**
 * How far the last change has come. The gate has it from the first, and refuses by it. `list`: whether the list for
 * other senders has it; `unconcerned` where nobody ever withdrew, and there is nothing to list.
 */
export type Travelled = { changedAt: string; list: 'has it' | 'on its way' | 'unconcerned' };

/** What a page shows, and what whoever says yes on it has thereby seen. */
export type Preferences = {
  sheet: Sheet;
  standings: readonly Standing[];
  saw: Required<Saw>;
  travelled: Travelled | undefined;
};

/** The gate is read first: what is said on the page is void if anything came after that. */
export async function readPreferences(
  { catalogue, clock, ledger, suppressions }: PreferencePorts,
  { contactId, channel }: { contactId: ContactId; channel: ConfirmedChannel },
  locale: string,
): Promise<Preferences> {
  const gate = await ledger.readGate(contactId);
  const [events, listed] = await Promise.all([
    ledger.readEvents(contactId),
    suppressions(contactId),
  ]);
  const sheet = sheetOf(catalogue, channel, locale);
  const rules = rulesOf(catalogue, { GATE_STATE: 'open' });
  const now = clock.now();
  return {
    sheet,
    standings: sheet.choices.map(({ scope }) => standingOf(gate, events, scope, now, rules)),
    saw: { basis: gate?.count ?? 0, seq: gate?.rev ?? 0, heard: gate?.heard ?? 0 },
    travelled: travelled(gate, events.findLast(isChange), listed),
  };
}

/** After a change: where it cannot be found out, what was recorded is recorded all the same. */
export async function readTravelled(
  { ledger, suppressions }: Pick<PreferencePorts, 'ledger' | 'suppressions'>,
  contactId: ContactId,
): Promise<Travelled | undefined> {
  try {
    const gate = await ledger.readGate(contactId);
    const events = await ledger.readEvents(contactId);
    return travelled(gate, events.findLast(isChange), await suppressions(contactId));
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    return undefined;
  }
}

/** What only asks changes nothing, and may be a stranger's. */
const isChange = ({ changes }: LedgerEvent) =>
  changes.some(({ type }) => type !== 'ConsentRequested');

/** Each update writes the gate's whole state, so the list has a change once all that it must show is as new. */
function travelled(
  gate: Gate | undefined,
  last: { seq: number; recordedAt: string } | undefined,
  listed: readonly ListedSuppression[],
): Travelled | undefined {
  if (!gate || !last) return undefined;
  const covers = Object.keys(gate.epochs);
  const isThere = (cover: string) =>
    listed.some((entry) => entry.cover === cover && entry.rev >= last.seq);
  const list =
    covers.length === 0 ? 'unconcerned' : covers.every(isThere) ? 'has it' : 'on its way';
  return { changedAt: last.recordedAt, list };
}
