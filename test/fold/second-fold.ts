import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';

/**
 * What may be sent, told a second time and independently: no gate, no merging, no code shared with the first.
 * Every question is asked of the whole list of events, as a person with the ledger in hand would.
 */
export function secondVerdict(
  events: readonly LedgerEvent[],
  scope: Scope,
  now: Date,
  invalidNotices: ReadonlySet<string>,
): string {
  const [channel = ''] = scope.split('.');
  const facts = events.flatMap(({ seq, changes }) => changes.map((change) => ({ seq, ...change })));
  const closing = facts
    .filter((fact) => fact.type === 'ConsentWithdrawn')
    .filter(({ cover }) => cover === '*' || cover === `${channel}.*` || cover === scope)
    .toSorted((a, b) => b.epoch - a.epoch);
  const last = closing[0]?.epoch ?? 0;
  const standing = facts.flatMap((fact) => standingYes(fact, scope)).filter((y) => y.basis >= last);

  const verdict =
    channel === 'post'
      ? last === 0 || standing.length > 0
        ? 'not_objected'
        : 'objected'
      : consentVerdict({ facts, scope, channel, standing, last, now, invalidNotices });
  if (verdict !== 'not_objected' && verdict !== 'consented') {
    return verdict ?? closing[0]?.reason ?? 'no_consent';
  }
  const lastBlock = Math.max(0, ...facts.filter(isOf('ContactBlocked')).map(({ seq }) => seq));
  const lastLift = Math.max(0, ...facts.filter(isOf('ContactUnblocked')).map(({ seen }) => seen));
  return lastBlock > lastLift ? 'undeliverable' : verdict;
}

type Fact = Change & { seq: number };
type Yes = { basis: number; ends: number; notice: string; tpsSeen: number };

function standingYes(fact: Fact, scope: Scope): Yes[] {
  if (fact.type !== 'ConsentGranted' && fact.type !== 'ConsentRestored') return [];
  if (fact.scope !== scope) return [];
  const notice = fact.type === 'ConsentGranted' ? fact.shown.noticeId : fact.noticeId;
  const tpsSeen = fact.type === 'ConsentGranted' ? (fact.tpsSeen ?? 0) : 0;
  return [{ basis: fact.basis, ends: Date.parse(fact.validUntil), notice, tpsSeen }];
}

type Case = {
  facts: readonly Fact[];
  scope: Scope;
  channel: string;
  standing: readonly Yes[];
  last: number;
  now: Date;
  invalidNotices: ReadonlySet<string>;
};

/** Undefined where the reason is that of the last withdrawal, or that nobody ever said anything. */
function consentVerdict(given: Case): string | undefined {
  const { facts, scope, channel, standing, last, now, invalidNotices } = given;
  const sound = standing.filter(({ notice }) => !invalidNotices.has(notice));
  const live = sound.filter(({ ends }) => now.getTime() < ends);
  if (live.length > 0) return channel === 'phone' ? callVerdict(facts, live, now) : 'consented';
  const waiting = facts
    .filter(isOf('ConsentRequested'))
    .some((asked) => asked.scope === scope && asked.basis >= last);
  if (waiting) return 'pending';
  if (sound.length > 0) return 'expired';
  return standing.length > 0 ? 'notice_invalid' : undefined;
}

function callVerdict(facts: readonly Fact[], live: readonly Yes[], now: Date): string {
  const newest = facts.filter(isOf('PhoneScreened')).toSorted((a, b) => b.seq - a.seq)[0];
  if (!newest) return 'screen_stale';
  const { listedSince, screenedOn } = newest;
  if (listedSince !== null && live.every(({ tpsSeen }) => tpsSeen < listedSince)) return 'tps';
  const days = (now.getTime() - Date.parse(screenedOn)) / 86_400_000;
  return days >= 28 ? 'screen_stale' : 'consented';
}

function isOf<T extends Change['type']>(type: T) {
  return (fact: Fact): fact is Extract<Change, { type: T }> & { seq: number } => fact.type === type;
}
