import fc from 'fast-check';
import type { Change, LedgerEvent } from '../events/ledger-event.ts';
import type { Cover, Scope } from '../events/scope.ts';
import type { Tick } from '../shared/domain/decide.ts';
import { sealHeader } from '../shared/domain/event-hash.ts';
import type { Rules } from '../shared/domain/permission.ts';

type Header = Omit<LedgerEvent, 'hash'>;

const CONTACT_ID = 'AAAAAAAAAAAAAAAAAAAAAA';
/** An open deployment whose notices are all sound. */
export const OPEN: Rules = { isOpen: true, invalidNotices: new Set() };

export const shown = {
  formId: 'newsletter',
  noticeId: 'n1',
  wordingId: 'w1',
  renderedHash: 'a'.repeat(64),
  locale: 'en-GB',
};

export const tickOf = (scope: Scope, more: Partial<Tick> = {}): Tick => ({
  ...{ scope, shown, doubleOptIn: false, validityMonths: 24, coversTps: false },
  ...more,
});

const eventIdOf = (seq: number) => `019ab000-0000-7000-8000-${String(seq).padStart(12, '0')}`;

export function headerOf(seq: number, changes: Change[]): Header {
  return {
    version: 1,
    eventId: eventIdOf(seq),
    contactId: CONTACT_ID,
    seq,
    prev: null,
    recordedAt: '2026-11-23T10:00:00.000Z',
    source: 'form',
    changes,
  };
}

export const granted = (basis: number, scope: Scope = 'email.newsletter', year = 2028): Change => ({
  type: 'ConsentGranted',
  scope,
  basis,
  validUntil: `${year}-11-23T10:00:00.000Z`,
  shown,
});

export const requested = (basis: number, scope: Scope = 'email.newsletter'): Change => ({
  type: 'ConsentRequested',
  scope,
  basis,
  shown,
});

export const withdrawn = (epoch: number, cover: Cover = 'email.newsletter'): Change => ({
  type: 'ConsentWithdrawn',
  cover,
  epoch,
  reason: 'withdrawn',
});

export const grantedEvent = ({ seq }: { seq: number }) => headerOf(seq, [granted(0)]);
export const withdrawnEvent = ({ seq }: { seq: number }) => headerOf(seq, [withdrawn(1)]);

const scopes: Scope[] = [
  'email.newsletter',
  'email.offers',
  'sms.offers',
  'phone.offers',
  'post.offers',
];
const covers: Cover[] = [...scopes, 'email.*', 'sms.*', 'phone.*', 'post.*', '*'];

const change = (epoch: number, seq: number): fc.Arbitrary<Change> =>
  fc.oneof(
    fc
      .tuple(fc.nat(epoch), fc.constantFrom(...scopes), fc.integer({ min: 2025, max: 2030 }))
      .map(([basis, scope, year]) => granted(basis, scope, year)),
    fc
      .tuple(fc.nat(epoch), fc.constantFrom(...scopes))
      .map(([basis, scope]) => requested(basis, scope)),
    fc.constant<Change>({ type: 'ContactBlocked', block: 'undeliverable' }),
    fc.nat(seq).map((seen): Change => ({ type: 'ContactUnblocked', block: 'undeliverable', seen })),
    fc
      .tuple(
        fc.option(fc.integer({ min: 1, max: seq })),
        fc.constantFrom('2026-10-01', '2026-11-20'),
      )
      .map(
        ([listedSince, screenedOn]): Change => ({
          ...{ type: 'PhoneScreened', listedSince, screenedOn },
        }),
      ),
  );

/** A ledger as the engine could have written it: epochs count up, a basis is never more than was seen. */
export const history: fc.Arbitrary<LedgerEvent[]> = fc
  .array(fc.boolean(), { minLength: 1, maxLength: 9 })
  .chain((withdrawals) => {
    let epoch = 0;
    const changes = withdrawals.map((isWithdrawal, index) => {
      if (!isWithdrawal) return change(epoch, index + 1);
      const next = ++epoch;
      return fc.constantFrom(...covers).map((cover) => withdrawn(next, cover));
    });
    return fc.tuple(...changes);
  })
  .map((list) => list.map((one, index) => sealHeader(headerOf(index + 1, [one]))));
