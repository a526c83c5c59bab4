import {
  COUNT,
  GRANT,
  MESSAGE,
  MOST,
  messageOf,
  SEEN_BY,
  SENDER,
  type Size,
  type State,
  WITHDRAWAL,
} from './state.ts';

/** Whole numbers that a state is packed into. */
export const WORDS = 3;

const SENDER_BITS = 13;
const SENDER_MASK = (1 << SENDER_BITS) - 1;

export type Pack = (state: State, words: Int32Array) => void;

/**
 * Packs a state so that states which differ in names only become one. Environments run the same code,
 * messages are alike, and so are withdrawals and forms: whatever can follow one state can follow the
 * other, with the names exchanged. Two that are told apart by mistake cost time and no truth.
 */
export function packer(size: Size, exchangeNames = true): Pack {
  const copy = new Int32Array(MESSAGE + MOST.messages + MOST.withdrawals + MOST.grants);
  const senders = copy.subarray(SENDER, SENDER + size.senders);
  const grants = copy.subarray(GRANT, GRANT + size.grants);
  return (state, words) => {
    copy.set(state);
    if (exchangeNames) {
      orderMessages(copy, size);
      if (size.withdrawals === 2) orderWithdrawals(copy, size);
      sort(senders);
      sort(grants);
    }
    words[0] = (copy[SENDER] ?? 0) | ((copy[SENDER + 1] ?? 0) << SENDER_BITS);
    words[1] = (copy[SENDER + 2] ?? 0) | ((copy[SENDER + 3] ?? 0) << SENDER_BITS);
    let rest = copy[COUNT] ?? 0;
    for (let m = 0; m < MOST.messages; m++) rest |= (copy[MESSAGE + m] ?? 0) << (2 + 2 * m);
    rest |= ((copy[WITHDRAWAL] ?? 0) << 10) | ((copy[WITHDRAWAL + 1] ?? 0) << 14);
    words[2] = rest | ((copy[GRANT] ?? 0) << 18) | ((copy[GRANT + 1] ?? 0) << 24);
  };
}

export function unpack(words: Int32Array, offset: number, state: State): void {
  const [first = 0, second = 0, rest = 0] = words.subarray(offset, offset + WORDS);
  state[SENDER] = first & SENDER_MASK;
  state[SENDER + 1] = (first >>> SENDER_BITS) & SENDER_MASK;
  state[SENDER + 2] = second & SENDER_MASK;
  state[SENDER + 3] = (second >>> SENDER_BITS) & SENDER_MASK;
  state[COUNT] = rest & 3;
  for (let m = 0; m < MOST.messages; m++) state[MESSAGE + m] = (rest >>> (2 + 2 * m)) & 3;
  state[WITHDRAWAL] = (rest >>> 10) & 15;
  state[WITHDRAWAL + 1] = (rest >>> 14) & 15;
  state[GRANT] = (rest >>> 18) & 63;
  state[GRANT + 1] = (rest >>> 24) & 63;
}

const keys = new Int32Array(MOST.messages);
const rank = new Int32Array(MOST.messages);
const records = new Int32Array(MOST.messages);

/** By what is known of each, whatever its name. */
function orderMessages(state: State, size: Size): void {
  if (size.messages === 1) return;
  for (let m = 0; m < size.messages; m++) keys[m] = state[MESSAGE + m] ?? 0;
  for (let i = SENDER; i < SENDER + size.senders; i++) {
    const sender = state[i] ?? 0;
    if (sender === 0) continue;
    const message = messageOf(sender);
    keys[message] = ((keys[message] ?? 0) + mix(sender & ~(3 << 6))) | 0;
  }
  for (let m = 0; m < size.messages; m++) {
    let before = 0;
    for (let other = 0; other < size.messages; other++) {
      const difference = (keys[other] ?? 0) - (keys[m] ?? 0);
      if (difference < 0 || (difference === 0 && other < m)) before++;
    }
    rank[m] = before;
    records[before] = state[MESSAGE + m] ?? 0;
  }
  for (let m = 0; m < size.messages; m++) state[MESSAGE + m] = records[m] ?? 0;
  for (let i = SENDER; i < SENDER + size.senders; i++) {
    const sender = state[i] ?? 0;
    if (sender !== 0) state[i] = (sender & ~(3 << 6)) | ((rank[messageOf(sender)] ?? 0) << 6);
  }
}

function orderWithdrawals(state: State, { senders }: Size): void {
  const [seenByFirst, seenBySecond] = SEEN_BY;
  let first = mix(state[WITHDRAWAL] ?? 0);
  let second = mix(state[WITHDRAWAL + 1] ?? 0);
  for (let i = SENDER; i < SENDER + senders; i++) {
    const sender = state[i] ?? 0;
    const alike = mix(sender & ~(seenByFirst | seenBySecond));
    if (sender & seenByFirst) first = (first + alike) | 0;
    if (sender & seenBySecond) second = (second + alike) | 0;
  }
  for (let g = GRANT; g < GRANT + MOST.grants; g++) {
    const grant = state[g] ?? 0;
    if (grant & 16) first = (first + mix(grant & 15)) | 0;
    if (grant & 32) second = (second + mix(grant & 15)) | 0;
  }
  if (first <= second) return;
  const swapped = state[WITHDRAWAL] ?? 0;
  state[WITHDRAWAL] = state[WITHDRAWAL + 1] ?? 0;
  state[WITHDRAWAL + 1] = swapped;
  for (let i = SENDER; i < SENDER + senders; i++) state[i] = swapBits(state[i] ?? 0, 9);
  for (let g = GRANT; g < GRANT + MOST.grants; g++) state[g] = swapBits(state[g] ?? 0, 4);
}

/** Exchanges the bits at `low` and `low + 1`. */
function swapBits(value: number, low: number): number {
  const differ = ((value >> low) ^ (value >> (low + 1))) & 1;
  return value ^ ((differ << low) | (differ << (low + 1)));
}

function mix(value: number): number {
  let mixed = Math.imul(value + 1, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 2;
}

/** Four numbers at most: quicker than the built-in. */
function sort(values: Int32Array): void {
  for (let end = 1; end < values.length; end++) {
    const value = values[end] ?? 0;
    let at = end;
    for (; at > 0 && (values[at - 1] ?? 0) > value; at--) values[at] = values[at - 1] ?? 0;
    values[at] = value;
  }
}
