import type { LedgerEvent } from '../../events/ledger-event.ts';
import { emptyGate, evolve, foldEvents, type GateState } from '../../shared/domain/gate.ts';
import type { Fold } from './compare.ts';

/** Folds that are wrong on purpose, each as somebody might well have written it. */
export const controls: Record<string, { says: string; fold: Fold }> = {
  'last-grant-wins': {
    says: 'of several grants the last that arrives is kept, instead of the best',
    fold: fromEach(
      (state) => state,
      (list) => list.slice(-1),
    ),
  },
  'clock-instead-of-count': {
    says: 'a grant that arrives after a withdrawal opens it, whatever its ceremony saw',
    fold: fromEach((state, event) => ({
      ...state,
      grants: Object.fromEntries(
        Object.entries(state.grants).map(([scope, grants = []]) => [
          scope,
          event.changes.some((change) => change.type === 'ConsentGranted' && change.scope === scope)
            ? grants.map((grant) => ({ ...grant, basis: state.count }))
            : grants,
        ]),
      ),
    })),
  },
  'wide-forgets-narrow': {
    says: 'a withdrawal of everything is taken for one of email',
    fold: (events) =>
      foldEvents(
        [...events].map((event) => ({
          ...event,
          changes: event.changes.map((change) =>
            change.type === 'ConsentWithdrawn' && change.cover === '*'
              ? { ...change, cover: 'email.*' as const }
              : change,
          ),
        })),
      ),
  },
  'lift-forgets-order': {
    says: 'lifting a block lifts the one that comes later as well',
    fold: fromEach((state) => {
      const block = state.blocks.undeliverable;
      if (!block || block.lifted === 0) return state;
      return { ...state, blocks: { undeliverable: { ...block, seq: 0 } } };
    }),
  },
};

type GrantLists = NonNullable<GateState['grants'][keyof GateState['grants']]>;

function fromEach(
  spoil: (state: GateState, event: LedgerEvent) => GateState,
  keep: (list: GrantLists) => GrantLists = (list) => list,
): Fold {
  return (events) => {
    let state = emptyGate;
    for (const event of events) {
      state = spoil(evolve(state, event), event);
      const grants = Object.entries(state.grants).map(([scope, list = []]) => [scope, keep(list)]);
      state = { ...state, grants: Object.fromEntries(grants) };
    }
    return state;
  };
}
