import type { LedgerEvent } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { foldEvents, type GateState, newGate } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { seededRandom } from '../race/random.ts';
import { INVALID_NOTICES, NOW, randomHistory, SCOPES, shuffled } from './random-history.ts';
import { secondVerdict } from './second-fold.ts';

/** How events become a gate. The product's way, or a broken one that must be caught. */
export type Fold = (events: Iterable<LedgerEvent>) => GateState;

export type Disagreement = {
  seed: number;
  scope: Scope;
  first: string;
  second: string;
  events: LedgerEvent[];
};

export type Comparison = { histories: number; events: number; verdicts: Record<string, number> };

const rules = { isOpen: true, invalidNotices: INVALID_NOTICES };
const CONTACT_ID = 'AAAAAAAAAAAAAAAAAAAAAA';

/** The first fold, over the history as queues deliver it, against the second over the history as it was. */
export function compareFolds(
  firstSeed: number,
  histories: number,
  fold: Fold = foldEvents,
  progress: (done: number) => void = () => {},
): { comparison: Comparison; disagreement: Disagreement | undefined } {
  const comparison: Comparison = { histories: 0, events: 0, verdicts: {} };
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const random = seededRandom(seed, 'history');
    const events = randomHistory(random);
    const gate = newGate(CONTACT_ID, null, fold(shuffled(events, random)));
    for (const scope of SCOPES) {
      const first = permission(gate, scope, NOW, rules).reason;
      const second = secondVerdict(events, scope, NOW, INVALID_NOTICES);
      comparison.verdicts[first] = (comparison.verdicts[first] ?? 0) + 1;
      if (first !== second) {
        return { comparison, disagreement: { seed, scope, first, second, events } };
      }
    }
    comparison.histories++;
    comparison.events += events.length;
    progress(comparison.histories);
  }
  return { comparison, disagreement: undefined };
}
