import type { Change, LedgerEvent } from '../../events/ledger-event.ts';
import type { Cover, Scope } from '../../events/scope.ts';
import { headerOf, shown } from '../histories.ts';
import type { Random } from '../race/random.ts';

export const SCOPES = [
  'email.newsletter',
  'email.offers',
  'sms.offers',
  'phone.events',
  'post.offers',
] as const satisfies readonly Scope[];
const WIDE_COVERS = ['email.*', 'sms.*', 'phone.*', 'post.*', '*'] as const;
const COVERS = [...SCOPES, ...WIDE_COVERS] as const satisfies readonly Cover[];
const NOTICES = ['n1', 'n2', 'n-invalid'] as const;
export const INVALID_NOTICES: ReadonlySet<string> = new Set(['n-invalid']);

/** Now, as the histories see it: some of their consents have lapsed, some screenings are too old. */
export const NOW = new Date('2026-11-23T12:00:00.000Z');

const MAX_EVENTS = 9;
const MAX_CHANGES = 3;

/**
 * A history that the ledger could hold: epochs count up, no basis is above what was seen, screenings tell of
 * events that were. All else is left to chance, also what `decide` would never write.
 */
export function randomHistory(random: Random): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  let epochs = 0;
  const length = random.between(1, MAX_EVENTS);
  for (let seq = 1; seq <= length; seq++) {
    const changes = Array.from({ length: random.between(1, MAX_CHANGES) }, () => {
      const change = randomChange(random, epochs, seq);
      if (change.type === 'ConsentWithdrawn') epochs = change.epoch;
      return change;
    });
    // Hashes are not what is tried here, and sealing takes longer than all else.
    events.push({ ...headerOf(seq, changes), hash: `hash of ${seq}` });
  }
  return events;
}

function randomChange(random: Random, epochs: number, seq: number): Change {
  const kind = random.unit();
  if (kind < 0.4) return randomGrant(random, epochs, seq);
  if (kind < 0.7) return randomWithdrawal(random, epochs + 1);
  if (kind < 0.8) {
    const scope = random.pick(...SCOPES);
    return { type: 'ConsentRequested', scope, basis: random.between(0, epochs), shown };
  }
  if (kind < 0.87) return { type: 'ContactBlocked', block: 'undeliverable' };
  if (kind < 0.92) {
    return { type: 'ContactUnblocked', block: 'undeliverable', seen: random.between(0, seq) };
  }
  const listedSince = random.chance(0.5) ? null : random.between(1, seq);
  const screenedOn = random.pick('2026-10-01', '2026-10-26', '2026-10-27', '2026-11-20');
  return { type: 'PhoneScreened', listedSince, screenedOn };
}

function randomGrant(random: Random, epochs: number, seq: number): Change {
  const basis = random.chance(0.5) ? epochs : random.between(0, epochs);
  const validUntil = random.pick(
    '2026-01-01T00:00:00.000Z',
    '2026-11-23T12:00:00.000Z',
    '2027-06-01T00:00:00.000Z',
    '2028-06-01T00:00:00.000Z',
  );
  const noticeId = random.pick(...NOTICES);
  const scope = random.pick(...SCOPES);
  if (random.chance(0.1)) return { type: 'ConsentRestored', scope, basis, validUntil, noticeId };
  const told = random.chance(0.5) && { tpsSeen: random.between(0, seq) };
  return {
    type: 'ConsentGranted',
    scope,
    basis,
    validUntil,
    shown: { ...shown, noticeId },
    ...told,
  };
}

function randomWithdrawal(random: Random, epoch: number): Change {
  const cover = random.pick(...COVERS);
  const reason = random.pick('withdrawn', 'complaint', 'objected');
  const keyword = random.chance(0.2) && { keywordAt: '2026-11-20T10:00:00.000Z' };
  return { type: 'ConsentWithdrawn', cover, epoch, reason, ...keyword };
}

/** Late, doubled, out of order: what queues make of a history, with nothing of it lost. */
export function shuffled(events: readonly LedgerEvent[], random: Random): LedgerEvent[] {
  const doubled = [...events, ...events.filter(() => random.chance(0.3))];
  return doubled
    .map((event) => ({ event, at: random.unit() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ event }) => event);
}
