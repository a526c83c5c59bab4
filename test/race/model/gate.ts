import type { Protocol } from './protocol.ts';
import {
  Ask,
  At,
  askOf,
  atOf,
  basisOf,
  COUNT,
  GRANT,
  moveTo,
  SENDER,
  type Size,
  type State,
  Stop,
  stopOf,
  WITHDRAWAL,
} from './state.ts';

/** The one rule of DESIGN §4, for one opt-in scope: every withdrawal covers it, so that w is the count. */
export function isAllowed(state: State, { grants }: Size): boolean {
  for (let g = 0; g < grants; g++) {
    const grant = state[GRANT + g] ?? 0;
    const counts = askOf(grant) === Ask.granted || askOf(grant) === Ask.confirmed;
    if (counts && basisOf(grant) >= (state[COUNT] ?? 0)) return true;
  }
  return false;
}

/** Nothing granted or asked for has seen the newest withdrawal: another one would change nothing. */
export function isWithdrawn(state: State, { grants }: Size): boolean {
  const count = state[COUNT] ?? 0;
  if (count === 0) return false;
  for (let g = 0; g < grants; g++) {
    const grant = state[GRANT + g] ?? 0;
    if (askOf(grant) !== Ask.waiting && basisOf(grant) >= count) return false;
  }
  return true;
}

/** The gate has a new revision: claims on an older one fail when they arrive, and so are over now. */
export function bumpRevision(
  next: State,
  { senders, withdrawals }: Size,
  protocol: Protocol,
): void {
  if (protocol.permission === 'claim') {
    for (let i = SENDER; i < SENDER + senders; i++) {
      const sender = next[i] ?? 0;
      const at = atOf(sender);
      if (at === At.claiming || at === At.claimGivenUp) next[i] = moveTo(sender, At.nowhere);
    }
  }
  for (let i = WITHDRAWAL; i < WITHDRAWAL + withdrawals; i++) {
    if (stopOf(next[i] ?? 0) === Stop.read) next[i] = Stop.waiting;
  }
}
