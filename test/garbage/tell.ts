/** One thing that is to be shown: what was tried, and what spoke against it. */
export type Finding = { claim: string; tried: string; faults: string[] };

const SHOWN_FAULTS = 20;

/** Each kind of fault once, with how often it came. */
export function faultsOf(kinds: ReadonlyMap<string, number>): string[] {
  const shown = [...kinds].slice(0, SHOWN_FAULTS).map(([says, count]) => `${says} (${count}×)`);
  const more = kinds.size - shown.length;
  return more > 0 ? [...shown, `and ${more} more kinds`] : shown;
}
