import { bumpRevision, isWithdrawn } from './gate.ts';
import type { Protocol } from './protocol.ts';
import {
  COUNT,
  Life,
  lifeOf,
  OVERRULED,
  PERMIT,
  REMEMBERED,
  SEEN_BY,
  SENDER,
  type Size,
  type State,
  Stop,
  stopOf,
  WITHDRAWAL,
  withoutPermit,
} from './state.ts';
import type { Visit } from './steps.ts';

type Context = {
  state: State;
  size: Size;
  protocol: Protocol;
  /** The mark of the permits that this withdrawal waits for. */
  seen: number;
  /** Says what happens, where the withdrawal then is, and what else changes. */
  go(says: string, to: number, change?: (next: State) => void): void;
};

const scratch = new Int32Array(16);

/** A person's withdrawal: record, look at the permits, wait for those, acknowledge. */
export function withdrawalSteps(
  state: State,
  index: number,
  size: Size,
  protocol: Protocol,
  visit: Visit,
) {
  const self = WITHDRAWAL + index;
  const withdrawal = state[self] ?? 0;
  const go: Context['go'] = (says, to, change) => {
    const next = scratch.subarray(0, state.length);
    next.set(state);
    change?.(next);
    // Whatever overruled it stays true of it.
    next[self] = (withdrawal & OVERRULED) | to;
    visit(to === Stop.acknowledged ? `${says}: ACKNOWLEDGED` : says, 'stop', index, next);
  };
  const context = { state, size, protocol, seen: SEEN_BY[index] ?? 0, go };
  switch (stopOf(withdrawal)) {
    case Stop.waiting:
      return record(context);
    case Stop.read:
      return writeWhole(context);
    case Stop.recorded:
      return look(context);
    case Stop.draining:
      return drain(context);
  }
}

function record({ state, size, protocol, go }: Context) {
  const { drain: drains, gateWrite } = protocol;
  if (isWithdrawn(state, size)) {
    const to = drains === 'always' ? Stop.recorded : Stop.acknowledged;
    return go('finds that it is recorded already', to);
  }
  if (gateWrite === 'whole item') {
    return go('reads the gate, permits and all', Stop.read, (next) =>
      eachSender(next, size, (sender) =>
        sender & PERMIT ? sender | REMEMBERED : sender & ~REMEMBERED,
      ),
    );
  }
  const to = drains === 'never' ? Stop.acknowledged : Stop.recorded;
  go('commits', to, (next) => commit(next, size, protocol));
}

function writeWhole({ size, protocol, go }: Context) {
  go('commits, and writes the gate as it had read it', Stop.recorded, (next) => {
    eachSender(next, size, (sender) => (sender & REMEMBERED ? sender : withoutPermit(sender)));
    commit(next, size, protocol);
  });
}

function look({ state, size, seen, go }: Context) {
  if (sendersOf(state, size).every((sender) => (sender & PERMIT) === 0)) {
    return go('sees no permit', Stop.acknowledged);
  }
  go('sees permits, and waits for them', Stop.draining, (next) =>
    eachSender(next, size, (sender) => (sender & PERMIT ? sender | seen : sender)),
  );
}

function drain({ state, size, protocol, seen, go }: Context) {
  const open = sendersOf(state, size).filter((sender) => (sender & seen) !== 0);
  if (open.length === 0) return go('sees its permits gone', Stop.acknowledged);
  if (!protocol.limit) return;
  if (protocol.kill && open.some((sender) => lifeOf(sender) === Life.running)) return;
  go('has waited to the limit, removes the permits', Stop.acknowledged, (next) =>
    eachSender(next, size, (sender) => (sender & seen ? withoutPermit(sender) : sender)),
  );
}

function commit(next: State, size: Size, protocol: Protocol) {
  next[COUNT] = (next[COUNT] ?? 0) + 1;
  bumpRevision(next, size, protocol);
}

function sendersOf(state: State, { senders }: Size): State {
  return state.subarray(SENDER, SENDER + senders);
}

function eachSender(next: State, { senders }: Size, change: (sender: number) => number) {
  for (let i = SENDER; i < SENDER + senders; i++) next[i] = change(next[i] ?? 0);
}
