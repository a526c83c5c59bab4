import type { Gate } from '../events/gate.ts';

/** A gate as its item stands in the table. */
export function gateItem({ holds, ...gate }: Gate): Record<string, unknown> {
  return holds.length > 0 ? { ...gate, holds: new Set(holds) } : gate;
}
