import type { ContactId, Cover } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import { DRAIN_LIMIT_MS } from '../domain/drain.ts';
import { includes } from '../domain/scope.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type Recorded, record, type Submission } from './record.ts';

const DRAIN_POLL_MS = 100;

export type Withdrawal = Submission & {
  request: Extract<Submission['request'], { kind: 'withdraw' }>;
};

/**
 * Records a withdrawal and returns once no covered message can start any more: from then on it may be
 * acknowledged. First commits, replays and "already withdrawn" wait alike (DESIGN §5).
 */
export async function withdraw(
  store: LedgerStore,
  clock: Clock,
  withdrawal: Withdrawal,
): Promise<Recorded> {
  const recorded = await record(store, clock, withdrawal);
  await drain(store, clock, withdrawal.contactId, withdrawal.request.cover);
  return recorded;
}

/**
 * Waits for the permits that a strong read shows now: nobody can claim another after the commit.
 * A permit that outlasts the limit belongs to an environment that its platform has killed.
 */
async function drain(
  store: LedgerStore,
  clock: Clock,
  contactId: ContactId,
  cover: Cover,
): Promise<void> {
  const start = clock.monotonicMs();
  let open = await coveringPermits(store, contactId, cover);
  while (open.size > 0 && clock.monotonicMs() - start < DRAIN_LIMIT_MS) {
    await clock.sleep(DRAIN_POLL_MS);
    open = open.intersection(await coveringPermits(store, contactId, cover));
  }
  // Nobody is left to release them, and the next withdrawal should not wait for them again.
  if (open.size > 0) await store.removePermits(contactId, [...open]);
}

async function coveringPermits(store: LedgerStore, contactId: ContactId, cover: Cover) {
  const gate = await store.readGate(contactId);
  return new Set(
    Object.entries(gate?.permits ?? {})
      .filter(([, permit]) => includes(cover, permit.scope))
      .map(([permitId]) => permitId),
  );
}
