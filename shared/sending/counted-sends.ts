import type { Channel } from '../../events/scope.ts';
import type { Measure } from '../metrics.ts';
import type { Sends } from './sends-table.ts';

/** The same records, and a number for each end that was written: a duplicate that changed nothing counts for none. */
export function countedSends(measure: Measure, channel: Channel, sends: Sends): Sends {
  return {
    read: sends.read,
    async refuse(key, reason) {
      const refused = await sends.refuse(key, reason);
      if (refused) measure('GateRefusals', 1, { Channel: channel, Reason: reason });
      return refused;
    },
    async settle(record, permitId, state) {
      const settled = await sends.settle(record, permitId, state);
      if (settled) measure('Sends', 1, { Channel: channel, Outcome: state });
      return settled;
    },
  };
}
