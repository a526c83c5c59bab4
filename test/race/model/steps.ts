/*
 * The send gate of DESIGN §5 as a finite model. It allows everything that the real system can do and a
 * little more, so that what never happens here cannot happen there:
 *
 * - An environment takes any message at any time: first deliveries, duplicates and what came back from
 *   the queue. It may be killed at any step, not only after its timeout: a crash is never to be picked
 *   again, and then that. Its requests on their way arrive late, or never.
 * - A handler may return with something pending: the environment is frozen and may thaw at any step.
 *   The real handlers wait for everything; the model shows that the fence alone is enough as well.
 * - Writes that hold only on the revision that was read are one step, at the moment of the commit: one
 *   that fails changes nothing. A commit whose answer is lost is one that is looked at again later, and
 *   a repeat that finds its submission is one that read right after the first had committed.
 * - What a message was accepted for and what became of it after its end is left out: nobody acts on it.
 *
 * Time is one rule about order. A drain waits 11 s from its beginning, and the platform kills every
 * invocation that ran then within 10 s. So when the limit passes, no holder of a permit that the drain
 * saw is running: it has ended, was killed, or has returned. Nothing is asked of those that returned;
 * they may thaw after the limit. A permit over 100 s old is not that of a running invocation either.
 * No other step depends on a clock.
 */
import { grantSteps } from './grant.ts';
import type { Protocol } from './protocol.ts';
import { senderSteps } from './sender.ts';
import type { Size, State } from './state.ts';
import { withdrawalSteps } from './withdrawal.ts';

export type Violation =
  | 'forbidden send'
  | 'send without a grant'
  | 'double send'
  | 'withdrawal never acknowledged';

/** What happens next, who does it, and what it breaks. `next` is only lent: it is reused. */
export type Visit = (
  says: string,
  actor: Actor,
  index: number,
  next: State,
  breaks?: Violation,
) => void;

export type Actor = 'sender' | 'stop' | 'form';

/** Everything that can happen in `state`. */
export function everyStep(state: State, size: Size, protocol: Protocol, visit: Visit): void {
  for (let i = 0; i < size.grants; i++) grantSteps(state, i, size, protocol, visit);
  for (let i = 0; i < size.withdrawals; i++) withdrawalSteps(state, i, size, protocol, visit);
  for (let i = 0; i < size.senders; i++) senderSteps(state, i, size, protocol, visit);
}
