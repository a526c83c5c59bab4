import type { Random } from '../race/random.ts';

/** One of the ways, each as often as its share of all says. */
export function wayOf<Way extends string>(
  shares: Readonly<Record<Way, number>>,
  random: Random,
): Way {
  const ways = Object.entries(shares) as [Way, number][];
  let rest = random.unit() * ways.reduce((sum, [, share]) => sum + share, 0);
  const chosen = ways.find(([, share]) => {
    rest -= share;
    return rest < 0;
  });
  const [[first] = []] = ways;
  const way = chosen?.[0] ?? first;
  if (way === undefined) throw new Error('there is no way');
  return way;
}
