import { firstState, nextState, settledState, type Watch } from './watch.ts';

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
