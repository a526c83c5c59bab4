import { expect, test } from '@jest/globals';
import { explore } from './explore.ts';
import { controls, protocol } from './protocol.ts';
import { traceLines } from './trace.ts';

const LIMIT_MS = 300_000;
const SMALL = { senders: 2, messages: 1, withdrawals: 2, grants: 2 };
const FEWER_NAMES = { senders: 2, messages: 2, withdrawals: 2, grants: 1 };

/** What must have happened somewhere, else the model proves little. */
const ESSENTIAL = [
  'claims a permit and its message',
  'its claim arrives late',
  'CALLS the provider',
  'is told that the provider refused it',
  'reopens the message',
  'crashes or hangs, and is KILLED at its timeout',
  'its handler RETURNS with this pending: FROZEN',
  'THAWS; its fence is closed: no call',
  'THAWS; releases its permit',
  'finds that it is recorded already',
  'sees permits, and waits for them',
  'sees its permits gone: ACKNOWLEDGED',
  'has waited to the limit, removes the permits: ACKNOWLEDGED',
  'is filled in after a withdrawal: asks to confirm',
  'is confirmed by the person',
];

test(
  'no message starts after its withdrawal is acknowledged, in any interleaving at all',
  () => {
    const { states, violation, happened } = explore(SMALL, protocol);
    expect(violation && traceLines(violation.trace)).toBeUndefined();
    expect(states).toBe(24_128);
    expect(ESSENTIAL.filter((says) => !happened[says])).toEqual([]);
  },
  LIMIT_MS,
);

test.each(controls)(
  'it would show if $says ($name)',
  ({ protocol: mistaken, name }) => {
    const { violation } = explore(SMALL, mistaken);
    expect({ [name]: violation?.kind }).toEqual({ [name]: MISSES[name] ?? 'forbidden send' });
    expect(violation?.trace).not.toEqual([]);
  },
  LIMIT_MS,
);

const MISSES: Record<string, string> = {
  'auto-retry': 'double send',
  'no-limit': 'withdrawal never acknowledged',
};

test(
  'states that differ in names only are told apart or not, and nothing else comes of it',
  () => {
    const merged = explore(FEWER_NAMES, protocol);
    const apart = explore(FEWER_NAMES, protocol, { exchangeNames: false });
    expect(apart.states).toBeGreaterThan(2 * merged.states);
    expect([merged.violation, apart.violation]).toEqual([undefined, undefined]);
    expect(apart.depth).toBe(merged.depth);
    expect(Object.keys(apart.happened).toSorted()).toEqual(Object.keys(merged.happened).toSorted());
  },
  LIMIT_MS,
);
