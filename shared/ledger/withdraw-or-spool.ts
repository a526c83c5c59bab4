import type { ContactId } from '../../events/scope.ts';
import type { SpooledWithdrawal } from '../../events/spooled-withdrawal.ts';
import { backOff, type Clock } from '../clock.ts';
import { DRAIN_LIMIT_MS } from '../domain/drain.ts';
import { isStoreFault, isUnwritable } from '../dynamo.ts';
import { ConsentError } from '../errors.ts';
import { log, traceOf } from '../log.ts';
import { UnreadableGate } from './gate-item.ts';
import { UnreadableEvent } from './ledger-item.ts';
import type { LedgerStore } from './ledger-store.ts';
import type { Recorded, Submission } from './record.ts';
import { spoolHoldsOf } from './spool-hold.ts';
import { isWhole, spoolable, spooledSubmission, type Withdrawal } from './spoolable.ts';
import { recordStops, takeEffect } from './withdraw.ts';

// Five seconds in all: the whole first, and then what is not wanted alone.
const RECORD_LIMIT_MS = 3_500;
/** Once more, under a hold that keeps everybody else out. */
const ALONE_LIMIT_MS = 1_500;
const EFFECT_LIMIT_MS = DRAIN_LIMIT_MS + 1_500;
const HOLD_LIMIT_MS = 1_500;
const SPOOL_LIMIT_MS = 2_500;

/** A withdrawal is answered, or has failed, about this long after it began: every door that takes one lives longer. */
export const WITHDRAW_LIMIT_MS =
  RECORD_LIMIT_MS + HOLD_LIMIT_MS + ALONE_LIMIT_MS + EFFECT_LIMIT_MS + SPOOL_LIMIT_MS;

const RECORD_BACK_OFF = { baseMs: 50, capMs: 800 };
const HOLD_BACK_OFF = { baseMs: 25, capMs: 200 };
const MAX_HOLD_ATTEMPTS = 4;

export type WithdrawPorts = {
  clock: Clock;
  /** Its calls are given up, retries included, when the signal says so. */
  ledger(signal: AbortSignal): LedgerStore;
};

export type SpoolPorts = WithdrawPorts & {
  spool(message: SpooledWithdrawal, signal: AbortSignal): Promise<void>;
};

/**
 * Puts the withdrawals in force; where the store cannot, holds their contact points and spools them (DESIGN §5).
 * `spooled`: safely received, and not in force yet; grants of the same submission are not in it. Throws
 * `unavailable` if the spool fails too: then nothing is acknowledged, and a hold that was set stays, since the
 * person said stop. Repeating the submission puts it in force and lifts that hold. So it is where what stands
 * in the store cannot be read by this release, or will never take this write.
 */
export async function withdrawOrSpool(
  ports: SpoolPorts,
  withdrawal: Withdrawal,
): Promise<Recorded | 'spooled'> {
  const { submission, alone, message } = spoolable(withdrawal);
  const earlier = earlierHolds(ports, spoolHoldsOf(withdrawal.caller, withdrawal.name));
  try {
    return await withdrawInTime(earlier.ports, submission, earlier.at);
  } catch (error) {
    if (isUnreadable(error) || (isUnwritable(error) && message().parts.length > 0)) {
      // No queue can mend that, and while one held it everybody would be silent: only this contact point is.
      log('error', 'withdrawal cannot be recorded', { error: traceOf(error) });
      await holdAll(ports, message());
      throw unavailable(error);
    }
    if (!isStoreFault(error)) throw error;
    if (message().parts.length === 0) throw unavailable(error);
    log('error', 'withdrawal not recorded', { error: traceOf(error) });
  }
  const { hold } = message();
  if (await holdAll(ports, message())) {
    const holdsAt = (contactId: ContactId) => [...earlier.at(contactId), hold];
    const recorded = await withdrawAlone(ports, alone(), holdsAt);
    if (recorded && isWhole(withdrawal)) return recorded;
    if (recorded) throw onlyStopped();
  }
  try {
    await ports.spool(message(), AbortSignal.timeout(SPOOL_LIMIT_MS));
  } catch (cause) {
    throw unavailable(cause);
  }
  return 'spooled';
}

const isUnreadable = (error: unknown) =>
  error instanceof UnreadableGate || error instanceof UnreadableEvent;

const unavailable = (cause: unknown) =>
  new ConsentError('unavailable', 'This could not be recorded. Please send it again.', { cause });

const onlyStopped = () =>
  new ConsentError(
    'unavailable',
    'What is not wanted any more is in force. The rest could not be recorded: send the same once more for it.',
  );

/** Under its own hold no consent comes in between: what lost to a crowd of them goes through. */
async function withdrawAlone(
  ports: SpoolPorts,
  submission: Submission,
  holdsAt: (contactId: ContactId) => readonly string[],
): Promise<Recorded | undefined> {
  try {
    return await withdrawInTime(ports, submission, holdsAt, ALONE_LIMIT_MS);
  } catch (error) {
    if (!isStoreFault(error)) throw error;
    log('error', 'withdrawal not recorded alone', { error: traceOf(error) });
    return undefined;
  }
}

/**
 * What the spool's consumer does with each: commit first, then drain, and only then lift its own hold. What
 * cannot be committed yet is held meanwhile.
 */
export async function applySpooled(
  ports: WithdrawPorts,
  message: SpooledWithdrawal,
): Promise<void> {
  const ownHold = () => [message.hold];
  try {
    await withdrawInTime(ports, spooledSubmission(message, message.idempotencyKey), ownHold);
  } catch (error) {
    if (error instanceof ConsentError && error.code === 'idempotency_key_reused') {
      // The same name came again with other content and was recorded: this withdrawal counts beside it.
      const key = `${message.idempotencyKey}#${message.bodyHash}`;
      await withdrawInTime(ports, spooledSubmission(message, key), ownHold);
      return;
    }
    await holdAll(ports, message);
    throw error;
  }
}

async function withdrawInTime(
  ports: WithdrawPorts,
  submission: Submission,
  holdsAt: (contactId: ContactId) => readonly string[],
  recordLimitMs = RECORD_LIMIT_MS,
): Promise<Recorded> {
  const recorded = await recordInTime(ports, submission, recordLimitMs);
  const store = ports.ledger(AbortSignal.timeout(EFFECT_LIMIT_MS));
  await takeEffect(store, ports.clock, submission, holdsAt);
  return recorded;
}

/**
 * The holds that earlier tries of the same name have left, as the first look at each contact point found them: what
 * was in force before the look is in force now. One set later may be another withdrawal's, after a new consent.
 */
function earlierHolds({ clock, ledger }: WithdrawPorts, prefix: string) {
  const found = new Map<ContactId, readonly string[]>();
  const noting = (store: LedgerStore): LedgerStore => ({
    ...store,
    async readGate(contactId) {
      const gate = await store.readGate(contactId);
      const holds = gate?.holds.filter((hold) => hold.startsWith(prefix)) ?? [];
      if (!found.has(contactId)) found.set(contactId, holds);
      return gate;
    },
  });
  return {
    ports: { clock, ledger: (signal: AbortSignal) => noting(ledger(signal)) },
    at: (contactId: ContactId) => found.get(contactId) ?? [],
  };
}

/** Faults are tried again until the time is up. */
async function recordInTime(
  { clock, ledger }: WithdrawPorts,
  submission: Submission,
  limitMs: number,
) {
  const store = ledger(AbortSignal.timeout(limitMs));
  const start = clock.monotonicMs();
  for (let attempt = 0; ; attempt++) {
    try {
      return await recordStops(store, clock, submission);
    } catch (error) {
      const spentMs = clock.monotonicMs() - start;
      // A crowd would only keep it waiting: it gets a hold first.
      const isCrowd = error instanceof ConsentError;
      if (isCrowd || !isStoreFault(error) || spentMs + RECORD_BACK_OFF.capMs > limitMs) throw error;
      await backOff(clock, attempt, RECORD_BACK_OFF);
    }
  }
}

/** Where the gate can be written at all. Where it cannot be, nobody can claim either. True if all are held. */
async function holdAll(
  { clock, ledger }: WithdrawPorts,
  { parts, hold }: SpooledWithdrawal,
): Promise<boolean> {
  const store = ledger(AbortSignal.timeout(HOLD_LIMIT_MS));
  const holding = parts.map(async ({ contactId }) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await store.addHold(contactId, hold);
      } catch (error) {
        if (attempt === MAX_HOLD_ATTEMPTS) throw error;
        await backOff(clock, attempt, HOLD_BACK_OFF);
      }
    }
  });
  const failed = (await Promise.allSettled(holding)).filter(({ status }) => status === 'rejected');
  if (failed.length > 0) log('error', 'withdrawal not held', { count: failed.length });
  return failed.length === 0;
}
