import type { Gate } from '../../events/gate.ts';
import type { ContactId, Cover } from '../../events/scope.ts';
import type { Clock } from '../clock.ts';
import type { ConsentRequest } from '../domain/decide.ts';
import { DRAIN_LIMIT_MS } from '../domain/drain.ts';
import { type GateState, isFirmlyWithdrawn, stateOf } from '../domain/gate.ts';
import { perhapsWidened } from '../domain/recorded-cover.ts';
import { includes } from '../domain/scope.ts';
import { isStoreFault } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { inTurn } from '../in-turn.ts';
import type { LedgerStore } from './ledger-store.ts';
import { type Recorded, record, type Submission } from './record.ts';

const DRAIN_POLL_MS = 100;
const MAX_ATTEMPTS = 10;

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
  const recorded = await recordStops(store, clock, submission);
  await takeEffect(store, clock, submission);
  return recorded;
}

/**
 * Records a submission. A withdrawal that changes nothing writes no event, so the gate hears of it instead: no
 * ceremony that began before it may grant any more. It hears in the transaction that writes anything else, or here:
 * then a ceremony that was over before is seen, and withdrawn from.
 */
export async function recordStops(
  store: LedgerStore,
  clock: Clock,
  submission: Submission,
): Promise<Recorded> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const recorded = await record(store, clock, renamed(submission, attempt));
    // What is repeated was heard when it was recorded: a consent given since then knew of it.
    if (recorded.outcome !== 'unchanged' || submission.isRemembered) return recorded;
    const unchanged = unchangedStops(submission, recorded);
    const stands = await inTurn(unchanged, unchanged.length, async ({ contactId, stops }) => {
      const hasHeard = await store.hear(contactId);
      const gate = await store.readGate(contactId);
      return hasHeard && gate !== undefined && isAllWithdrawn(stateOf(gate), stops);
    });
    if (stands.every(Boolean)) return recorded;
  }
  throw new ConsentError('unavailable', 'The ledger is busy. Send the same request again.');
}

/** What it does at the second try, it has not done under its name. */
function renamed(submission: Submission, attempt: number): Submission {
  const { idempotencyKey } = submission;
  if (attempt === 0) return submission;
  return { ...submission, idempotencyKey: (seen) => `${idempotencyKey(seen)}#${attempt}` };
}

/** Stop by stop: another request of the same part may well have written an event. */
function unchangedStops({ parts }: Submission, { receipt }: Recorded) {
  return parts.flatMap(({ contactId, requests }, part) => {
    const isUnchanged = (_: ConsentRequest, index: number) =>
      receipt.parts[part]?.outcomes[index] === 'unchanged';
    const stops = stopsOf(requests.filter(isUnchanged));
    return stops.length > 0 ? [{ contactId, stops }] : [];
  });
}

function isAllWithdrawn(state: GateState, stops: readonly Stop[]): boolean {
  return stops.every(({ cover, keywordAt }) => isFirmlyWithdrawn(state, cover, keywordAt));
}

type Stop = Extract<ConsentRequest, { kind: 'withdraw' }>;

const stopsOf = (requests: readonly ConsentRequest[]): Stop[] =>
  requests.filter((request) => request.kind === 'withdraw');

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

const coversOf = (requests: readonly ConsentRequest[]): Cover[] =>
  stopsOf(requests).map(({ cover }) => cover);

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
  const recorded = [...covers, ...perhapsWidened(gate?.epochs ?? {}, covers)];
  let open = coveredPermits(gate, recorded);
  while (open.size > 0 && clock.monotonicMs() - start < DRAIN_LIMIT_MS) {
    await clock.sleep(DRAIN_POLL_MS);
    gate = await lookAgain(store, contactId, gate);
    open = open.intersection(coveredPermits(gate, recorded));
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
