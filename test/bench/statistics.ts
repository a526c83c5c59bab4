export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** By linear interpolation between the two nearest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export type Contest<Name extends string> = Record<Name, number[]>;

/**
 * Times each of `sides` in turn, round after round, the order turning about, so that whatever slows the
 * machine slows them alike. `prepare` runs untimed before every round.
 */
export async function interleave<Name extends string, Prepared>(options: {
  rounds: number;
  warmUpRounds: number;
  prepare(round: number): Promise<Prepared>;
  sides: Record<Name, (prepared: Prepared) => Promise<unknown>>;
}): Promise<Contest<Name>> {
  const { rounds, warmUpRounds, prepare, sides } = options;
  const names = Object.keys(sides) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Contest<Name>;
  for (let round = -warmUpRounds; round < rounds; round++) {
    const prepared = await prepare(round + warmUpRounds);
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const took = await timed(() => sides[name](prepared));
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}
