import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { LedgerEvent, Source } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { type ConsentRequest, decide } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, isWithdrawn, newGate } from '../../shared/domain/gate.ts';
import { permission } from '../../shared/domain/permission.ts';
import { granted, headerOf, history, OPEN, tickOf, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T12:00:00.000Z');
const SCOPES: Scope[] = [
  'email.newsletter',
  'email.offers',
  'sms.offers',
  'phone.offers',
  'post.offers',
];

const gateOf = (events: readonly LedgerEvent[]) =>
  newGate('AAAAAAAAAAAAAAAAAAAAAA', null, foldEvents(events));
const verdictsOf = (events: readonly LedgerEvent[]) =>
  SCOPES.map((scope) => permission(gateOf(events), scope, NOW, OPEN));
const eventOf = (seq: number, ...changes: Parameters<typeof headerOf>[1]) =>
  sealHeader(headerOf(seq, changes));

describe('the fold of a history', () => {
  test('is commutative, associative and idempotent: any order, any grouping, any number of times', () => {
    fc.assert(
      fc.property(
        history.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events, ...events], {
              minLength: events.length * 3,
            }),
          ),
        ),
        ([events, shuffled]) => {
          expect(foldEvents(shuffled)).toEqual(foldEvents(events));
        },
      ),
    );
  });

  test('no grant without a ceremony opens what a withdrawal has closed', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...SCOPES), (events, scope) => {
        const closed = [...events, eventOf(50, withdrawn(50, scope))];
        const reopened = [...closed, eventOf(51, granted(0, scope, 2040))];
        expect(permission(gateOf(reopened), scope, NOW, OPEN).allowed).toBe(false);
      }),
    );
  });

  test('nothing but a ceremony opens what a stop of everything has closed, however much of it comes', () => {
    const asks = fc.record({
      source: fc.constantFrom<Source>('form', 'api', 'import', 'staff', 'text-reply', 'mail'),
      scope: fc.constantFrom<Scope>('email.newsletter', 'sms.offers'),
      daysAgo: fc.nat(4_000),
    });
    fc.assert(
      fc.property(history, fc.array(asks, { maxLength: 6 }), (events, late) => {
        const given = [...events, eventOf(50, withdrawn(50, '*'))];
        for (const { source, scope, daysAgo } of late) {
          const givenAt = new Date(NOW.getTime() - daysAgo * 86_400_000);
          const saw = { basis: 0, seq: 0 };
          const yes: ConsentRequest = { kind: 'grant', tick: tickOf(scope), givenAt, saw };
          const start: ConsentRequest = { kind: 'start', sentAt: NOW };
          const { changes } = decide(source, [yes, start], foldEvents(given), NOW);
          if (changes.length > 0) given.push(eventOf(given.length + 50, ...changes));
        }
        for (const verdict of verdictsOf(given)) expect(verdict.allowed).toBe(false);
      }),
    );
  });

  test('an unrelated withdrawal closes nothing else: one of one scope changes no other', () => {
    fc.assert(
      fc.property(history, (events) => {
        const before = verdictsOf(events).slice(1);
        const after = verdictsOf([...events, eventOf(50, withdrawn(50, 'email.newsletter'))]);
        expect(after.slice(1)).toEqual(before);
      }),
    );
  });

  test('an allowed opt-in scope has a grant that saw every withdrawal, and has not expired', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...SCOPES.slice(0, 3)), (events, scope) => {
        if (!permission(gateOf(events), scope, NOW, OPEN).allowed) return;
        const changes = events.flatMap((event) => event.changes);
        const epochs = changes.flatMap((change) =>
          change.type === 'ConsentWithdrawn' &&
          [scope, `${scope.split('.')[0]}.*`, '*'].includes(change.cover)
            ? [change.epoch]
            : [],
        );
        const bases = changes.flatMap((change) =>
          change.type === 'ConsentGranted' &&
          change.scope === scope &&
          new Date(change.validUntil) > NOW
            ? [change.basis]
            : [],
        );
        expect(Math.max(...bases)).toBeGreaterThanOrEqual(Math.max(0, ...epochs));
      }),
    );
  });
});

describe('isWithdrawn', () => {
  test('is false for somebody of whom nothing is known', () => {
    expect(isWithdrawn(foldEvents([]), 'email.newsletter')).toBe(false);
  });

  test('turns false again when consent is given by a ceremony that saw the withdrawal', () => {
    const events = [eventOf(1, granted(0)), eventOf(2, withdrawn(1))];
    expect(isWithdrawn(foldEvents(events), 'email.newsletter')).toBe(true);
    const again = [...events, eventOf(3, granted(1))];
    expect(isWithdrawn(foldEvents(again), 'email.newsletter')).toBe(false);
  });

  test('of one scope says nothing of the whole channel', () => {
    const state = foldEvents([eventOf(1, withdrawn(1, 'email.newsletter'))]);
    expect(isWithdrawn(state, 'email.*')).toBe(false);
    expect(isWithdrawn(foldEvents([eventOf(1, withdrawn(1, '*'))]), 'email.newsletter')).toBe(true);
  });
});
