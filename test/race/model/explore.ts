import { packer, unpack, WORDS } from './canonical.ts';
import type { Protocol } from './protocol.ts';
import { KILLED, senderSteps } from './sender.ts';
import {
  emptyState,
  SEEN_BY,
  SENDER,
  type Size,
  type State,
  Stop,
  stopOf,
  WITHDRAWAL,
} from './state.ts';
import { everyStep, type Violation } from './steps.ts';
import { type Line, retrace } from './trace.ts';
import { Visited } from './visited.ts';
import { withdrawalSteps } from './withdrawal.ts';

export type Exploration = {
  /** How many states there are, up to names. */
  states: number;
  steps: number;
  /** The most steps that any state is away from the beginning. */
  depth: number;
  /** How often each thing happens. */
  happened: Record<string, number>;
  /** The first that was found, on a path than which none is shorter. */
  violation?: { kind: Violation; trace: Line[] };
};

type Options = {
  progress?: (states: number, depth: number) => void;
  /** False tells states apart that differ in names only: far more of them, and the same verdict. */
  exchangeNames?: boolean;
};

const MAX_STATES = 80_000_000;
const PROGRESS_EVERY = 1_000_000;

/** Every state that can be reached, breadth first, until the first that breaks the promise. */
export function explore(size: Size, protocol: Protocol, options: Options = {}): Exploration {
  const { progress, exchangeNames = true } = options;
  const pack = packer(size, exchangeNames);
  const visited = new Visited();
  const state = emptyState();
  const words = new Int32Array(WORDS);
  const counts = new Map<string, { times: number }>();
  let broken: { kind: Violation; says: string } | undefined;
  let steps = 0;
  let depth = 0;
  let levelEnds = 1;

  pack(state, words);
  visited.add(words, 0);
  for (let current = 0; current < visited.size; current++) {
    if (current === levelEnds) {
      depth++;
      levelEnds = visited.size;
    }
    unpack(visited.words, current * WORDS, state);
    everyStep(state, size, protocol, (says, actor, _, next, breaks) => {
      if (broken) return;
      steps++;
      const count = counts.get(says);
      if (count) count.times++;
      else counts.set(says, { times: 1 });
      if (breaks) broken = { kind: breaks, says: `${actor}: ${says}` };
      pack(next, words);
      if (visited.add(words, current) && visited.size % PROGRESS_EVERY === 0) {
        progress?.(visited.size, depth);
      }
    });
    if (!broken && !endsWell(state, size, protocol)) {
      broken = { kind: 'withdrawal never acknowledged', says: '' };
    }
    if (broken) {
      const { kind } = broken;
      const trace = retrace({ visited, last: current, kind, size, protocol, pack });
      return { ...summary(), violation: { kind, trace } };
    }
    if (visited.size > MAX_STATES) throw new Error(`more than ${MAX_STATES} states`);
  }
  return summary();

  function summary(): Exploration {
    const happened = [...counts].map(([says, { times }]) => [says, times] as const);
    return { states: visited.size, steps, depth, happened: Object.fromEntries(happened) };
  }
}

/** Whether every withdrawal that waits can still be acknowledged, if the worst befalls those it waits for. */
function endsWell(state: State, size: Size, protocol: Protocol): boolean {
  for (let w = 0; w < size.withdrawals; w++) {
    const at = stopOf(state[WITHDRAWAL + w] ?? 0);
    if (at === Stop.draining && !canEnd(state, w, size, protocol)) return false;
  }
  return true;
}

function canEnd(state: State, withdrawal: number, size: Size, protocol: Protocol): boolean {
  const worst = state.slice();
  const seen = SEEN_BY[withdrawal] ?? 0;
  for (let i = 0; i < size.senders; i++) {
    if (((worst[SENDER + i] ?? 0) & seen) === 0) continue;
    senderSteps(worst, i, size, protocol, (says, _actor, _index, next) => {
      if (says === KILLED) worst.set(next);
    });
  }
  let ends = false;
  withdrawalSteps(worst, withdrawal, size, protocol, () => {
    ends = true;
  });
  return ends;
}
