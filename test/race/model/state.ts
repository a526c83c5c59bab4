/**
 * One contact point, one scope, and everybody around it, as small whole numbers: millions of states
 * must fit into memory. The layout is `[count, senders, messages, withdrawals, grants]`.
 */
export type State = Int32Array;

/** How many of each there are at once; what comes after the first is a duplicate of it. */
export type Size = { senders: number; messages: number; withdrawals: number; grants: number };

export const MOST: Size = { senders: 4, messages: 4, withdrawals: 2, grants: 2 };

/** How many withdrawals the gate has counted. */
export const COUNT = 0;
export const SENDER = 1;
export const MESSAGE = SENDER + MOST.senders;
export const WITHDRAWAL = MESSAGE + MOST.messages;
export const GRANT = WITHDRAWAL + MOST.withdrawals;
const LENGTH = GRANT + MOST.grants;

export const emptyState = (): State => new Int32Array(LENGTH);

/** Where a sender's invocation is with its message. */
export const At = {
  nowhere: 0,
  /** The message was accepted on a check, long before it is sent (controls only). */
  enqueued: 1,
  /** Begun, and the gate not yet read. */
  begun: 2,
  /** The gate said yes; the claim is on its way. */
  claiming: 3,
  /** It has stopped waiting for the claim's answer; the claim may still arrive. */
  claimGivenUp: 4,
  holding: 5,
  /** It has looked a second time before calling (controls only). */
  holdingRechecked: 6,
  called: 7,
  /** The release is on its way, and the message has ended: sent, or in doubt. */
  releasingEnded: 8,
  /** The release is on its way, and the message was refused for sure: it will be reopened. */
  releasingRefused: 9,
  /** Released; the reopening of the message is on its way. */
  reopening: 10,
} as const;

/** `frozen`: the handler has returned with this left behind; it goes on whenever its environment is used again. */
export const Life = { running: 0, frozen: 1, gone: 2 } as const;

// A sender: at 4 bits, life 2, message 2, and these.
export const PERMIT = 1 << 8;
/** Withdrawal 0 and 1 saw the permit when their drain began. */
export const SEEN_BY = [1 << 9, 1 << 10] as const;
/** The permit was there when a whole-item writer read the gate (controls only). */
export const REMEMBERED = 1 << 11;
/** A release that was given up and sent again is still on its way (controls only). */
export const LATE_RELEASE = 1 << 12;

export const atOf = (sender: number) => sender & 15;
export const lifeOf = (sender: number) => (sender >> 4) & 3;
export const messageOf = (sender: number) => (sender >> 6) & 3;
export const senderOf = (at: number, life: number, message: number) =>
  at | (life << 4) | (message << 6);

export const moveTo = (sender: number, at: number) => tidy((sender & ~15) | at);
export const become = (sender: number, life: number) => tidy((sender & ~48) | (life << 4));

export const withoutPermit = (sender: number) =>
  tidy(sender & ~(PERMIT | SEEN_BY[0] | SEEN_BY[1] | REMEMBERED));
export const withoutLateRelease = (sender: number) => tidy(sender & ~LATE_RELEASE);

/** An invocation that is over leaves nothing but its traces in the gate and the network. */
function tidy(sender: number): number {
  if (atOf(sender) !== At.nowhere) return sender;
  const traces = sender & (PERMIT | SEEN_BY[0] | SEEN_BY[1] | REMEMBERED | LATE_RELEASE);
  if (traces === 0) return 0;
  return traces | senderOf(At.nowhere, Life.gone, messageOf(sender));
}

/** A message's record in the Sends table. */
export const CLAIMED = 1;
/** It has been started, and not refused for sure: what the provider knows, not what the service does. */
export const STARTED = 2;

/** Where a withdrawal's request is. */
export const Stop = {
  waiting: 0,
  /** It has read the gate that it will write as a whole (controls only). */
  read: 1,
  /** Committed, or found to be so already. */
  recorded: 2,
  draining: 3,
  acknowledged: 4,
} as const;
/** A ceremony that saw this withdrawal has granted again. */
export const OVERRULED = 8;
export const stopOf = (withdrawal: number) => withdrawal & 7;

/** Where a grant is: not yet asked, granted at once, waiting for its confirmation, confirmed. */
export const Ask = { waiting: 0, granted: 1, pending: 2, confirmed: 3 } as const;
export const askOf = (grant: number) => grant & 3;
export const basisOf = (grant: number) => (grant >> 2) & 3;
/** Which withdrawals its ceremony has seen, a bit each. */
export const sawOf = (grant: number) => (grant >> 4) & 3;
export const grantOf = (ask: number, basis: number, saw = 0) => ask | (basis << 2) | (saw << 4);
