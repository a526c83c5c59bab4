import type { Epoch } from '../../events/gate.ts';
import type { Change } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { type GateState, newestWithdrawal } from './gate.ts';
import { channelOf, coversOf } from './scope.ts';

/** Two texts this close may have changed places on their way; the stop wins (SMS-10). */
const UNORDERED_MS = 2_000;

/**
 * What a texted START gives back: the consents by text that a texted STOP took, and nothing that was not there
 * before it (SMS-17). Its basis is the newest such STOP that it provably answers.
 */
export function startKeyword(state: GateState, sentAt: Date, now: Date): Change[] {
  return Object.entries(state.grants).flatMap(([name, grants = []]) => {
    const scope = name as Scope;
    const stop = newestWithdrawal(state, scope);
    if (channelOf(scope) !== 'sms' || !stop || !isAnswered(stop, sentAt)) return [];
    const firm = Math.max(...coversOf(scope).map((cover) => state.epochs[cover]?.firm ?? 0));
    const before = grants.filter(
      ({ basis, validUntil }) => basis >= firm && basis < stop.epoch && now < new Date(validUntil),
    );
    return before.map(
      ({ validUntil, noticeId }): Change => ({
        type: 'ConsentRestored',
        scope,
        basis: stop.epoch,
        validUntil,
        noticeId,
      }),
    );
  });
}

function isAnswered({ keywordAt }: Epoch, sentAt: Date): boolean {
  return keywordAt !== null && sentAt.getTime() - Date.parse(keywordAt) > UNORDERED_MS;
}
