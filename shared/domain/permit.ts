import type { Gate } from '../../events/gate.ts';

/** Longer than any environment lives after a claim; the only place where two machines' clocks meet. */
export const PERMIT_MAX_AGE_MS = 100_000;

/** More than this many messages at once to one contact point wait their turn. */
export const MAX_LIVE_PERMITS = 16;

/**
 * How long a permit given out over HTTP lives, on its holder's own clock from before the request. Far under the
 * drain's limit, so that a withdrawal waits it out like any other.
 */
export const OUTSIDE_PERMIT_MS = 5_000;

/**
 * So many of them one client outside may leave unreleased at one contact point: what it forgets must not stop
 * the messages of everybody else.
 */
export const MAX_CLIENT_PERMITS = 4;

/** A claim needs this much of the invocation left: call, close and release must fit before the kill. */
export const MIN_CLAIM_REMAINING_MS = 4_000;

/** Permits left behind by environments that are gone. */
export function stalePermits(gate: Gate, now: Date): string[] {
  return Object.entries(gate.permits)
    .filter(([, { at }]) => isAbandoned(at, now))
    .map(([permitId]) => permitId);
}

/** Whether no environment that claimed something then can still be at it. */
export function isAbandoned(claimedAt: string, now: Date): boolean {
  return now.getTime() - new Date(claimedAt).getTime() > PERMIT_MAX_AGE_MS;
}

export function isCrowded(gate: Gate | undefined, now: Date): boolean {
  return livePermits(gate, now).length >= MAX_LIVE_PERMITS;
}

/** Names a permit given out over HTTP; no client has a dot in its name. */
export const outsidePermitId = (client: string, unique: string) => `${prefixOf(client)}${unique}`;

/** Whether this client holds as many permits here as it may. */
export function isCrowdedBy(client: string, gate: Gate | undefined, now: Date): boolean {
  const own = livePermits(gate, now).filter((permitId) => permitId.startsWith(prefixOf(client)));
  return own.length >= MAX_CLIENT_PERMITS;
}

const prefixOf = (client: string) => `outside.${client}.`;

function livePermits(gate: Gate | undefined, now: Date): string[] {
  if (!gate) return [];
  const stale = new Set(stalePermits(gate, now));
  return Object.keys(gate.permits).filter((permitId) => !stale.has(permitId));
}
