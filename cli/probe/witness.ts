import {
  CHANGE_LIMIT_MS,
  firstState,
  nextState,
  SETTLE_MS,
  settledState,
  type Watch,
} from './watch.ts';

/** What became of the state since it was last looked at; unseen where there is nothing to look with. */
export type Sight = 'same' | 'changed' | 'unseen';

export type Witness = {
  /** After what must change nothing. */
  afterLooking(): Promise<Sight>;
  /** After what should have changed it. */
  afterDeed(): Promise<Sight>;
};

export async function witnessOf(watch: Watch | undefined): Promise<Witness> {
  if (!watch) return { afterLooking: async () => 'unseen', afterDeed: async () => 'unseen' };
  let known = await firstState(watch);
  const compare = (state: string): Sight => {
    const sight = state === known ? 'same' : 'changed';
    known = state;
    return sight;
  };
  return {
    afterLooking: async () => compare(await settledState(watch)),
    afterDeed: async () => compare(await nextState(watch, known)),
  };
}

const afterSeconds = (milliseconds: number) =>
  `the state is the same after ${milliseconds / 1_000} s`;

const UNSEEN = 'from outside it cannot be seen; --watch would show it';
const CHANGED = 'the state has changed';

/** After what must change nothing. */
export const lookingWords: Record<Sight, string> = {
  same: afterSeconds(SETTLE_MS),
  changed: CHANGED,
  unseen: UNSEEN,
};

/** After what should have changed it. */
export const deedWords: Record<Sight, string> = {
  same: afterSeconds(CHANGE_LIMIT_MS),
  changed: CHANGED,
  unseen: UNSEEN,
};
