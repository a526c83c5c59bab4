import { MAX_PURPOSES_WITHDRAWN } from '../../events/gate.ts';
import type { Channel, Cover } from '../../events/scope.ts';
import type { GateState } from './gate.ts';
import { includes } from './scope.ts';

type Epochs = GateState['epochs'];

/** What a withdrawal is recorded as: of one purpose too many, as one of its whole channel. It only reduces contact. */
export function recordedCover(epochs: Epochs, cover: Cover): Cover {
  const channel = channelOfOne(cover);
  if (!channel || epochs[cover]) return cover;
  return withdrawnOn(channel, Object.keys(epochs)).length < MAX_PURPOSES_WITHDRAWN
    ? cover
    : `${channel}.*`;
}

/**
 * The channels that these withdrawals may have closed as a whole, by the gate as it was before them or is after:
 * all that were, and perhaps one that was not.
 */
export function perhapsWidened(epochs: Epochs, covers: readonly Cover[]): Cover[] {
  const fresh = covers.filter((cover) => !epochs[cover]);
  const channels = new Set(fresh.flatMap((cover) => channelOfOne(cover) ?? []));
  const together = [...new Set([...Object.keys(epochs), ...fresh])];
  return [...channels]
    .filter((channel) => withdrawnOn(channel, together).length > MAX_PURPOSES_WITHDRAWN)
    .map((channel): Cover => `${channel}.*`);
}

/** Undefined for what is wide already. */
function channelOfOne(cover: Cover): Channel | undefined {
  if (cover === '*' || cover.endsWith('.*')) return undefined;
  return cover.slice(0, cover.indexOf('.')) as Channel;
}

function withdrawnOn(channel: Channel, covers: readonly string[]): string[] {
  const wide: Cover = `${channel}.*`;
  return covers.filter((cover) => cover !== wide && includes(wide, cover as Cover));
}
