import type { Channel, Cover, Purpose, Scope } from '../../events/scope.ts';

export type Regime = 'opt-in' | 'opt-out';

/** Fixed here and nowhere else: no catalogue edit can make a channel opt-out. */
export function regimeOf(channel: Channel): Regime {
  return channel === 'post' ? 'opt-out' : 'opt-in';
}

export function scopeOf(channel: Channel, purpose: Purpose): Scope {
  return `${channel}.${purpose}`;
}

export function channelOf(scope: Scope): Channel {
  return scope.slice(0, scope.indexOf('.')) as Channel;
}

/** The three covers that reach a scope, narrowest first. */
export function coversOf(scope: Scope): readonly Cover[] {
  return [scope, `${channelOf(scope)}.*`, '*'];
}

/** Withdrawals cover downwards: `wide` reaches everything that `narrow` reaches. */
export function includes(wide: Cover, narrow: Cover): boolean {
  if (wide === '*' || wide === narrow) return true;
  return narrow !== '*' && wide.endsWith('.*') && narrow.startsWith(wide.slice(0, -1));
}
