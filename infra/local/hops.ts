/** One step of a decision's way through the service, as the live view shows it. */
export type Hop = {
  /** When it began, in milliseconds since the epoch. Steps are recorded as they end. */
  at: number;
  place: 'http' | 'function' | 'ledger' | 'stream' | 'queue' | 'provider';
  /** The route, function, table, queue or provider call, as the template names it. */
  name: string;
  /** What ties hops of one person together, where the step shows it. */
  contactId?: string;
  detail: string;
  ok: boolean;
};

export type Hops = {
  record(hop: Hop): void;
  /** The newest hops, oldest first. */
  recent(): readonly Hop[];
  /** Calls `listener` for each new hop; the answer stops it. */
  listen(listener: (hop: Hop) => void): () => void;
};

const KEPT_HOPS = 500;

export function hops(): Hops {
  const kept: Hop[] = [];
  const listeners = new Set<(hop: Hop) => void>();
  return {
    record(hop) {
      kept.push(hop);
      if (kept.length > KEPT_HOPS) kept.shift();
      for (const listener of listeners) listener(hop);
    },
    recent: () => kept,
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
