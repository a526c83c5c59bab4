/** Numbers that a seed decides, so that a schedule can be run again. */
export type Random = {
  /** At least 0, below 1. */
  unit(): number;
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(first: T, ...others: readonly T[]): T;
};

/** Each `purpose` draws from its own sequence: one draw more in one place moves nothing elsewhere. */
export function seededRandom(seed: number, purpose: string): Random {
  let state = startOf(seed, purpose);
  // Mulberry32: small, quick, and even enough to choose between a few.
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    between,
    chance: (probability) => unit() < probability,
    pick: (first, ...others) => others[between(0, others.length) - 1] ?? first,
  };
}

/** FNV-1a over the purpose, begun at the seed: neighbouring seeds share nothing. */
function startOf(seed: number, purpose: string): number {
  let hash = Math.imul(seed ^ 0x811c9dc5, 0x9e3779b1);
  for (const character of purpose) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  }
  return hash | 0;
}
