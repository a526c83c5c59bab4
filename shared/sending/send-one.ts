import type { Gate } from '../../events/gate.ts';
import type { QueuedSend } from '../../events/queued-send.ts';
import type { SendRecord } from '../../events/send-record.ts';
import type { Reason } from '../../events/verdict.ts';
import { backOff, type Clock } from '../clock.ts';
import { permission, type Rules } from '../domain/permission.ts';
import { isAbandoned, isCrowded, MIN_CLAIM_REMAINING_MS } from '../domain/permit.ts';
import { isSpoolHold } from '../ledger/spool-hold.ts';
import type { Fence } from './fence.ts';
import { type Claim, type Permits, tryClaim } from './permits.ts';
import { type Sends, sendKey } from './sends-table.ts';

/**
 * What one provider call came to. `refused`: it surely never started; `unknown`: it may have; `opted-out`: it
 * never will, since the provider has its own word from the person to stop.
 */
export type ProviderOutcome = 'accepted' | 'refused' | 'unknown' | 'opted-out';

/** Exactly one attempt, over when its socket is closed. Never throws. */
export type ProviderCall = (signal: AbortSignal) => Promise<ProviderOutcome>;

export type SendPorts = {
  clock: Clock;
  rules: Rules;
  permits: Permits;
  sends: Sends;
  /** Renders the message and readies the call, or says why there will never be one. Nothing leaves yet. */
  prepare(send: QueuedSend, record: SendRecord): Promise<ProviderCall | Reason>;
  /** Waits at most this long for the provider account's next free turn; false if none came. */
  takeTurn(withinMs: number): Promise<boolean>;
};

export type Invocation = {
  fence: Fence;
  remainingMs(): number;
  /** Another id at every call: a duplicate of the message, even in one batch, must not share nor release it. */
  newPermitId(): string;
};

/** `retry`: the message goes back to its queue, for its visibility to run out. */
export type SendResult = 'done' | 'retry';

const RELEASE_BACK_OFF = { baseMs: 25, capMs: 400 };

/**
 * One queued message through turn, claim, fence, call and release (DESIGN §5). Whatever goes wrong before the
 * claim leaves it queued; whatever goes wrong after the call has begun makes it `unknown`, never sent twice.
 */
export async function sendOne(
  ports: SendPorts,
  send: QueuedSend,
  invocation: Invocation,
): Promise<SendResult> {
  const record = await ports.sends.read(sendKey(send));
  if (!record) throw new Error(`no record of ${send.messageId}/${send.recipient}`);
  if (record.state === 'claimed') return settleAbandoned(ports, record);
  if (record.state !== 'queued' && record.state !== 'reopened') return 'done';
  if (record.contactId === null) return refuse(ports, record, 'invalid_address');

  const call = await ports.prepare(send, record);
  if (typeof call === 'string') return refuse(ports, record, call);
  // Before the gate is read, so that no permit is ever held while waiting (F40).
  const patienceMs = invocation.remainingMs() - MIN_CLAIM_REMAINING_MS;
  if (patienceMs < 0 || !(await ports.takeTurn(patienceMs))) return 'retry';
  const gate = await ports.permits.readGate(record.contactId);
  const now = ports.clock.now();
  const verdict = permission(gate, record.scope, now, ports.rules);
  // Held for a moment, until a withdrawal is recorded: it may be of something else.
  if (isHeldForSpool(gate)) return 'retry';
  if (!verdict.allowed) return refuse(ports, record, verdict.reason);
  if (isCrowded(gate, now)) return 'retry';
  if (invocation.remainingMs() < MIN_CLAIM_REMAINING_MS) return 'retry';

  const permitId = invocation.newPermitId();
  const { contactId, scope } = record;
  const claim = { contactId, gate, scope, permitId, send: sendKey(send), now };
  const outcome = await claimAndCall(ports, claim, call, invocation.fence);
  return outcome === 'unclaimed' ? 'retry' : settle(ports, record, permitId, outcome);
}

const isHeldForSpool = (gate: Gate | undefined): boolean =>
  gate !== undefined && gate.holds.length > 0 && gate.holds.every(isSpoolHold);

async function claimAndCall(
  ports: SendPorts,
  claim: Claim,
  call: ProviderCall,
  fence: Fence,
): Promise<ProviderOutcome | 'unclaimed'> {
  const answer = await tryClaim(ports.permits, claim);
  if (answer === 'no') return 'unclaimed';
  try {
    // Nothing may be awaited between asking the fence and the call.
    return answer === 'yes' && fence.isOpen() ? await call(fence.signal) : 'refused';
  } finally {
    await release(ports, claim.contactId, claim.permitId);
  }
}

/** Until it succeeds or the invocation is killed, whichever is first: a withdrawal may be waiting for it. */
async function release({ permits, clock }: SendPorts, contactId: string, permitId: string) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await permits.release(contactId, permitId);
    } catch {
      await backOff(clock, attempt, RELEASE_BACK_OFF);
    }
  }
}

async function settle(
  ports: SendPorts,
  record: SendRecord,
  permitId: string,
  outcome: ProviderOutcome,
): Promise<SendResult> {
  switch (outcome) {
    case 'accepted':
      await ports.sends.settle(record, permitId, 'sent');
      return 'done';
    case 'unknown':
      await ports.sends.settle(record, permitId, 'unknown');
      return 'done';
    case 'refused':
      await ports.sends.settle(record, permitId, 'reopened');
      return 'retry';
    case 'opted-out':
      // Ends as if the gate had refused it: the reason is the person's, only the way it came was another.
      await ports.sends.settle(record, permitId, 'reopened');
      return refuse(ports, record, 'withdrawn');
  }
}

async function refuse(ports: SendPorts, record: SendRecord, reason: Reason): Promise<SendResult> {
  await ports.sends.refuse(record, reason);
  return 'done';
}

/** Claimed by an environment that may still be at it; once it cannot be, what became of it is unknown for ever. */
async function settleAbandoned(ports: SendPorts, record: SendRecord): Promise<SendResult> {
  if (!isAbandoned(record.updatedAt, ports.clock.now())) return 'retry';
  await ports.sends.settle(record, record.permitId ?? '', 'unknown');
  return 'done';
}
