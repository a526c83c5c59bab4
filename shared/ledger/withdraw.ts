import type { Gate } from '../../events/gate.ts';
import type { ContactId, Cover } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import { DRAIN_LIMIT_MS } from '../domain/drain.ts';
import { includes } from '../domain/scope.ts';
import { isStoreFault } from '../dynamo.ts';
import { inTurn } from '../in-turn.ts';
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
  await takeEffect(store, clock, submission);
  return recorded;
}

/** The second half: waits out the permits that a recorded submission covers, then lifts the holds set for it. */
export async function takeEffect(
  store: LedgerStore,
  clock: Clock,
  { parts }: Pick<Submission, 'parts'>,
  holdsAt: (contactId: ContactId) => readonly string[] = () => [],
): Promise<void> {
  await inTurn(parts, parts.length, async ({ contactId, requests }) => {
    const gate = await drain(store, clock, contactId, coversOf(requests));
    for (const hold of holdsAt(contactId)) {
      if (gate?.holds.includes(hold)) await store.liftHold(contactId, hold);
    }
  });
}

function coversOf(requests: Submission['parts'][number]['requests']): Cover[] {
  return requests.flatMap((request) => (request.kind === 'withdraw' ? request.cover : []));
}

/**
 * Waits for the permits that a strong read shows now: nobody can claim another after the commit.
 * A permit that outlasts the limit belongs to an environment that its platform has killed. Gives the gate as
 * it was read last.
 */
async function drain(
  store: LedgerStore,
  clock: Clock,
  contactId: ContactId,
  covers: readonly Cover[],
): Promise<Gate | undefined> {
  if (covers.length === 0) return undefined;
  const start = clock.monotonicMs();
  let gate = await store.readGate(contactId);
  let open = coveredPermits(gate, covers);
  while (open.size > 0 && clock.monotonicMs() - start < DRAIN_LIMIT_MS) {
    await clock.sleep(DRAIN_POLL_MS);
    gate = await lookAgain(store, contactId, gate);
    open = open.intersection(coveredPermits(gate, covers));
  }
  // Nobody is left to release them, and the next withdrawal should not wait for them again.
  if (open.size > 0) await store.removePermits(contactId, [...open]);
  return gate;
}

/** A look that fails has shown nothing: one of a hundred must not undo the other ninety-nine. */
async function lookAgain(
  store: LedgerStore,
  contactId: ContactId,
  before: Gate | undefined,
): Promise<Gate | undefined> {
  try {
    return await store.readGate(contactId);
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    return before;
  }
}

function coveredPermits(gate: Gate | undefined, covers: readonly Cover[]): Set<string> {
  return new Set(
    Object.entries(gate?.permits ?? {})
      .filter(([, permit]) => covers.some((cover) => includes(cover, permit.scope)))
      .map(([permitId]) => permitId),
  );
}
