import { type Pack, WORDS } from './canonical.ts';
import type { Protocol } from './protocol.ts';
import { emptyState, messageOf, SENDER, type Size, type State } from './state.ts';
import { type Actor, everyStep, type Violation } from './steps.ts';
import type { Visited } from './visited.ts';

export type Line = { who: string; says: string; breaks?: Violation };

type Found = {
  visited: Visited;
  last: number;
  kind: Violation;
  size: Size;
  protocol: Protocol;
  pack: Pack;
};

/** Walks the way to a state again, now with names that stay: states were found without any. */
export function retrace({ visited, last, kind, size, protocol, pack }: Found): Line[] {
  const words = new Int32Array(WORDS);
  let state = emptyState();
  const lines: Line[] = [];
  for (const wanted of wayTo(visited, last)) {
    let taken: { line: Line; state: State } | undefined;
    everyStep(state, size, protocol, (says, actor, index, next) => {
      pack(next, words);
      const isWanted = words.every((word, i) => word === visited.words[wanted * WORDS + i]);
      if (isWanted)
        taken ??= { line: lineOf(actor, index, state, next, says), state: next.slice() };
    });
    if (!taken) throw new Error('a way that was found cannot be walked again');
    lines.push(taken.line);
    state = taken.state;
  }
  everyStep(state, size, protocol, (says, actor, index, next, breaks) => {
    if (breaks === kind && lines.at(-1)?.breaks === undefined) {
      lines.push({ ...lineOf(actor, index, state, next, says), breaks });
    }
  });
  return lines;
}

function wayTo(visited: Visited, last: number): number[] {
  const way: number[] = [];
  for (let state = last; state !== 0; state = visited.parentOf(state)) way.unshift(state);
  return way;
}

function lineOf(actor: Actor, index: number, before: State, after: State, says: string): Line {
  const who = `${actor}-${index + 1}`;
  if (actor !== 'sender') return { who, says };
  const message = messageOf(before[SENDER + index] || after[SENDER + index] || 0);
  return { who: `${who}/msg_${message + 1}`, says };
}

export function traceLines(trace: readonly Line[]): string[] {
  const width = Math.max(...trace.map(({ who }) => who.length));
  return trace.map(({ who, says, breaks }, index) => {
    const wrong = breaks ? `   <- ${breaks.toUpperCase()}` : '';
    return `${String(index + 1).padStart(4)}  ${who.padEnd(width)}  ${says}${wrong}`;
  });
}
