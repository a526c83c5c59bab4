import type { ContactId, Cover } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import { DRAIN_LIMIT_MS } from '../domain/drain.ts';
import { includes } from '../domain/scope.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type Recorded, record, type Submission } from './record.ts';

const DRAIN_POLL_MS = 100;

/**
 * Records a submission and returns once no message that its withdrawals cover can start any more, at any of
 * its contact points: from then on it may be acknowledged. First commits, replays and "already withdrawn"
 * wait alike (DESIGN §5).
 */
export async function withdraw(
  store: LedgerStore,
  clock: Clock,
  submission: Submission,
): Promise<Recorded> {
  const recorded = await record(store, clock, submission);
  await Promise.all(
    submission.parts.map(({ contactId, requests }) =>
      drain(store, clock, contactId, coversOf(requests)),
    ),
  );
  return recorded;
}

function coversOf(requests: Submission['parts'][number]['requests']): Cover[] {
  return requests.flatMap((request) => (request.kind === 'withdraw' ? request.cover : []));
}

/**
 * Waits for the permits that a strong read shows now: nobody can claim another after the commit.
 * A permit that outlasts the limit belongs to an environment that its platform has killed.
 */
async function drain(
  store: LedgerStore,
  clock: Clock,
  contactId: ContactId,
  covers: readonly Cover[],
): Promise<void> {
  if (covers.length === 0) return;
  const start = clock.monotonicMs();
  let open = await coveredPermits(store, contactId, covers);
  while (open.size > 0 && clock.monotonicMs() - start < DRAIN_LIMIT_MS) {
    await clock.sleep(DRAIN_POLL_MS);
    open = open.intersection(await coveredPermits(store, contactId, covers));
  }
  // Nobody is left to release them, and the next withdrawal should not wait for them again.
  if (open.size > 0) await store.removePermits(contactId, [...open]);
}

async function coveredPermits(store: LedgerStore, contactId: ContactId, covers: readonly Cover[]) {
  const gate = await store.readGate(contactId);
  return new Set(
    Object.entries(gate?.permits ?? {})
      .filter(([, permit]) => covers.some((cover) => includes(cover, permit.scope)))
      .map(([permitId]) => permitId),
  );
}
