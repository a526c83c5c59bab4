/** The same choices for the same seed, on every machine. */
export type SeededRandom = {
  /** From 0 up to 1. */
  next(): number;
  /** From `low` up to `high`, both of them possible. */
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(first: T, ...others: readonly T[]): T;
};

/** Mulberry32: small, and even enough for a demo. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    chance: (probability) => next() < probability,
    pick: (first, ...others) => {
      const at = between(0, others.length);
      return at === 0 ? first : (others[at - 1] ?? first);
    },
  };
}
