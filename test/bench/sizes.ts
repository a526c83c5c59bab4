/** How much of everything the bench does. */
export type Sizes = {
  rounds: number;
  warmUpRounds: number;
  bulkRounds: number;
  bulkItems: number;
  loadRounds: number;
  crowd: number;
  alone: number;
  /** People in the tables, smallest first: each number has a stack of its own. */
  people: readonly number[];
  scaleRounds: number;
};

export const FULL: Sizes = {
  rounds: 400,
  warmUpRounds: 200,
  bulkRounds: 80,
  bulkItems: 1_000,
  loadRounds: 15,
  crowd: 1_000,
  alone: 100,
  people: [1_000, 100_000, 1_000_000],
  scaleRounds: 60,
};

/** Enough to see that the bench still runs; its numbers mean nothing. */
export const QUICK: Sizes = {
  rounds: 4,
  warmUpRounds: 2,
  bulkRounds: 2,
  bulkItems: 200,
  loadRounds: 1,
  crowd: 12,
  alone: 2,
  people: [200, 400],
  scaleRounds: 2,
};
