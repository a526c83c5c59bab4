import { isAllowed } from './gate.ts';
import type { Protocol } from './protocol.ts';
import {
  Ask,
  At,
  askOf,
  atOf,
  become,
  CLAIMED,
  GRANT,
  LATE_RELEASE,
  Life,
  lifeOf,
  MESSAGE,
  messageOf,
  moveTo,
  OVERRULED,
  PERMIT,
  SENDER,
  type Size,
  STARTED,
  type State,
  Stop,
  senderOf,
  stopOf,
  WITHDRAWAL,
  withoutLateRelease,
  withoutPermit,
} from './state.ts';
import type { Violation, Visit } from './steps.ts';

export const KILLED = 'crashes or hangs, and is KILLED at its timeout';

const scratch = new Int32Array(16);

type Context = {
  state: State;
  index: number;
  sender: number;
  size: Size;
  protocol: Protocol;
  visit: Visit;
};

/** What an environment of the sender can do next, or what can happen to it. */
export function senderSteps(
  state: State,
  index: number,
  size: Size,
  protocol: Protocol,
  visit: Visit,
) {
  const sender = state[SENDER + index] ?? 0;
  const context = { state, index, sender, size, protocol, visit };
  if (sender === 0) return begin(context);
  work(context);
  if (lifeOf(sender) === Life.running) mishaps(context);
  traces(context);
}

/** A message reaches an idle environment: a first delivery, a duplicate, or what came back. */
function begin(context: Context) {
  const { state, size, protocol } = context;
  const allowed = isAllowed(state, size);
  for (let message = 0; message < size.messages; message++) {
    const at = (place: number, life: number) => senderOf(place, life, message);
    if (protocol.permission === 'check at enqueue') {
      if (allowed) step(context, 'message accepted: the gate says yes', at(At.enqueued, 0));
    } else if (allowed) {
      step(context, 'begins; reads the gate: yes', at(At.claiming, Life.running));
    }
    step(context, `begins; ${RETURNS_EARLY}`, at(At.begun, Life.frozen));
  }
}

const RETURNS_EARLY = 'its handler RETURNS with this pending: FROZEN';

/** It stops at once and for good, or its handler returns without waiting for this. */
function mishaps(context: Context) {
  const { sender, protocol } = context;
  const at = atOf(sender);
  if (at === At.enqueued || at === At.nowhere) return;
  if (protocol.kill) step(context, KILLED, killed(sender));
  const closes = protocol.earlyReturn === 'closes the fence';
  const left = closes && at === At.called ? moveTo(sender, At.releasingEnded) : sender;
  step(context, RETURNS_EARLY, become(left, Life.frozen));
}

/** Only its requests on their way outlive it. */
function killed(sender: number): number {
  switch (atOf(sender)) {
    case At.claiming:
    case At.claimGivenUp:
      return become(moveTo(sender, At.claiming), Life.gone);
    case At.releasingEnded:
    case At.releasingRefused:
      return become(moveTo(sender, At.releasingEnded), Life.gone);
    case At.reopening:
      return become(sender, Life.gone);
    default:
      return moveTo(sender, At.nowhere);
  }
}

function work(context: Context) {
  const { state, sender, size, protocol } = context;
  const thaws = lifeOf(sender) === Life.frozen ? 'THAWS; ' : '';
  switch (atOf(sender)) {
    case At.enqueued:
      return step(context, 'begins', moveTo(sender, At.claiming));
    case At.begun:
      return isAllowed(state, size) || protocol.permission === 'check at enqueue'
        ? step(context, 'THAWS; reads the gate: yes', moveTo(sender, At.claiming))
        : step(context, 'THAWS; reads the gate: no', moveTo(sender, At.nowhere));
    case At.claiming:
      return claim(context);
    case At.claimGivenUp:
      return lateClaim(context);
    case At.holding:
      return hold(context, thaws);
    case At.holdingRechecked:
      return call(context, `${thaws}CALLS the provider`);
    case At.called:
      return answer(context, thaws);
    case At.releasingEnded:
    case At.releasingRefused:
      return release(context, thaws);
    case At.reopening:
      return settle(context, thaws);
  }
}

function claim(context: Context) {
  const { sender, protocol } = context;
  const isGone = lifeOf(sender) === Life.gone;
  const permit = protocol.permission === 'claim' ? PERMIT : 0;
  if (isFree(context)) {
    const holds = moveTo(sender | permit, isGone ? At.nowhere : At.holding);
    const says = permit ? 'claims a permit and its message' : 'claims its message, and no permit';
    step(context, isGone ? 'its claim arrives late' : says, holds, CLAIMED);
  } else {
    step(context, 'cannot claim: the message is not free', moveTo(sender, At.nowhere));
  }
  if (!isGone) step(context, 'hears nothing of its claim', moveTo(sender, At.claimGivenUp));
}

/** What it gave up arrives after all: before its release, between that and its settling, or after both. */
function lateClaim(context: Context) {
  const { sender, protocol } = context;
  const says = 'its claim arrives late';
  if (!isFree(context)) return step(context, says, moveTo(sender, At.nowhere));
  const held = protocol.permission === 'claim' ? sender | PERMIT : sender;
  for (const at of [At.releasingRefused, At.reopening, At.nowhere]) {
    step(context, says, moveTo(held, at), CLAIMED);
  }
}

function hold(context: Context, thaws: string) {
  const { state, sender, size, protocol } = context;
  if (thaws !== '' && protocol.earlyReturn === 'closes the fence') {
    const says = 'THAWS; its fence is closed: no call';
    return step(context, says, moveTo(sender, At.releasingRefused));
  }
  if (protocol.release === 'before the call' && (sender & PERMIT) !== 0) {
    return step(context, `${thaws}releases its permit`, withoutPermit(sender));
  }
  if (protocol.permission === 'double check') {
    if (!isAllowed(state, size)) return;
    const says = `${thaws}reads the gate again: yes`;
    return step(context, says, moveTo(sender, At.holdingRechecked));
  }
  call(context, `${thaws}CALLS the provider`);
  step(context, 'hears nothing of its claim', moveTo(sender, At.releasingRefused));
}

/** The message starts here. Judged by what was acknowledged and what the provider has, not by the gate. */
function call(context: Context, says: string) {
  const { sender } = context;
  step(context, says, moveTo(sender, At.called), CLAIMED | STARTED, wrongWith(context));
}

function wrongWith({ state, sender, size }: Context): Violation | undefined {
  for (let w = WITHDRAWAL; w < WITHDRAWAL + size.withdrawals; w++) {
    const withdrawal = state[w] ?? 0;
    const stands = stopOf(withdrawal) === Stop.acknowledged && (withdrawal & OVERRULED) === 0;
    if (stands) return 'forbidden send';
  }
  const grants = state.subarray(GRANT, GRANT + size.grants);
  if (grants.every((grant) => askOf(grant) === Ask.waiting || askOf(grant) === Ask.pending)) {
    return 'send without a grant';
  }
  const message = state[MESSAGE + messageOf(sender)] ?? 0;
  return (message & STARTED) !== 0 ? 'double send' : undefined;
}

function answer(context: Context, thaws: string) {
  const { sender, protocol } = context;
  const ended = moveTo(sender, At.releasingEnded);
  step(context, `${thaws}is told that the provider has it, or nothing`, ended);
  const says = `${thaws}is told that the provider refused it`;
  step(context, says, moveTo(sender, At.releasingRefused), CLAIMED);
  if (protocol.provider === 'retries by itself') {
    call(context, `${thaws}hears nothing; the client CALLS again`);
  }
}

function release(context: Context, thaws: string) {
  const { sender, protocol } = context;
  const next = atOf(sender) === At.releasingRefused ? At.reopening : At.nowhere;
  const released = withoutPermit(moveTo(sender, next));
  if (protocol.permitIds === 'unique')
    return step(context, `${thaws}releases its permit`, released);
  removeShared(context, `${thaws}releases its permit`, released);
  // With ids that are used once a second release removes nothing: only here does it matter.
  const says = `${thaws}hears nothing of its release, and repeats it`;
  if ((sender & LATE_RELEASE) === 0) step(context, says, sender | LATE_RELEASE);
}

function settle(context: Context, thaws: string) {
  const { sender } = context;
  step(context, `${thaws}reopens the message`, moveTo(sender, At.nowhere), 0);
}

/** What is left of it in the gate and the network. */
function traces(context: Context) {
  const { sender } = context;
  if ((sender & PERMIT) !== 0 && lifeOf(sender) !== Life.running) {
    step(context, 'its permit is 100 s old: a claim removes it', withoutPermit(sender));
  }
  if ((sender & LATE_RELEASE) !== 0) {
    removeShared(context, 'a late release arrives', withoutLateRelease(sender));
  }
}

/** The permit of every duplicate of the message is the same one. */
function removeShared(context: Context, says: string, own: number) {
  const { state, index, sender, size, visit } = context;
  const next = scratch.subarray(0, state.length);
  next.set(state);
  next[SENDER + index] = own;
  for (let i = SENDER; i < SENDER + size.senders; i++) {
    const other = next[i] ?? 0;
    if (messageOf(other) === messageOf(sender)) next[i] = withoutPermit(other);
  }
  visit(says, 'sender', index, next);
}

function isFree({ state, sender }: Context): boolean {
  return ((state[MESSAGE + messageOf(sender)] ?? 0) & CLAIMED) === 0;
}

function step(context: Context, says: string, own: number, record?: number, breaks?: Violation) {
  const { state, index, sender, visit } = context;
  const next = scratch.subarray(0, state.length);
  next.set(state);
  next[SENDER + index] = own;
  if (record !== undefined) next[MESSAGE + messageOf(sender)] = record;
  visit(says, 'sender', index, next, breaks);
}
