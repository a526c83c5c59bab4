import { bumpRevision } from './gate.ts';
import type { Protocol } from './protocol.ts';
import {
  Ask,
  askOf,
  basisOf,
  COUNT,
  GRANT,
  grantOf,
  OVERRULED,
  type Size,
  type State,
  Stop,
  sawOf,
  stopOf,
  WITHDRAWAL,
} from './state.ts';
import type { Visit } from './steps.ts';

const scratch = new Int32Array(16);

/** A form; where something was withdrawn it only asks, and a confirmation grants. */
export function grantSteps(
  state: State,
  index: number,
  size: Size,
  protocol: Protocol,
  visit: Visit,
) {
  const grant = state[GRANT + index] ?? 0;
  const go = (says: string, to: number, overruled = 0) => {
    const next = scratch.subarray(0, state.length);
    next.set(state);
    next[GRANT + index] = to;
    for (let w = 0; w < size.withdrawals; w++) {
      if ((overruled >> w) & 1) next[WITHDRAWAL + w] = (next[WITHDRAWAL + w] ?? 0) | OVERRULED;
    }
    bumpRevision(next, size, protocol);
    visit(says, 'form', index, next);
  };
  const count = state[COUNT] ?? 0;
  if (askOf(grant) === Ask.waiting) {
    if (count === 0 || protocol.grant === 'by any form') {
      return go('is filled in: granted', grantOf(Ask.granted, count));
    }
    const asks = grantOf(Ask.pending, count, recordedStops(state, size));
    return go('is filled in after a withdrawal: asks to confirm', asks);
  }
  if (askOf(grant) === Ask.pending) {
    const confirmed = grantOf(Ask.confirmed, basisOf(grant));
    go('is confirmed by the person', confirmed, sawOf(grant));
  }
}

function recordedStops(state: State, { withdrawals }: Size): number {
  let recorded = 0;
  for (let w = 0; w < withdrawals; w++) {
    if (stopOf(state[WITHDRAWAL + w] ?? 0) >= Stop.recorded) recorded |= 1 << w;
  }
  return recorded;
}
