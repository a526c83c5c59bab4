import type { Gate } from '../../events/gate.ts';
import type { Cover } from '../../events/scope.ts';
import { isWithdrawn } from './gate.ts';

/** One withdrawn cover as the suppression list keeps it; `listed` turns false when consent is given anew. */
export type Suppression = NonNullable<Gate['epochs'][Cover]> & { cover: Cover; listed: boolean };

/**
 * What the suppression list says of one contact point. A wide cover stays listed for ever:
 * a grant opens its own scope only, and the gate alone knows that exception.
 */
export function suppressionsOf(gate: Gate): Suppression[] {
  return (Object.entries(gate.epochs) as [Cover, NonNullable<Gate['epochs'][Cover]>][]).map(
    ([cover, epoch]) => ({ ...epoch, cover, listed: isWide(cover) || isClosed(gate, cover) }),
  );
}

const isWide = (cover: Cover) => cover === '*' || cover.endsWith('.*');

/** What only waits for confirmation opens nothing yet. */
function isClosed(gate: Gate, cover: Cover): boolean {
  return isWithdrawn({ ...gate, requests: {} }, cover);
}
