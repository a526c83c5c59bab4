import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../events/ledger-event.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { foldEvents, newGate } from '../../shared/domain/gate.ts';
import { canStart, canStop, standingOf } from '../../shared/domain/standing.ts';
import { granted, headerOf, OPEN, requested, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const SCOPE = 'email.newsletter';
const CALLS = 'phone.events';
const day = (date: number) => `2026-11-${String(date).padStart(2, '0')}T10:00:00.000Z`;

/** Each change a day after the one before, from 1 November. */
function history(...changes: Change[]) {
  const events = changes.map((change, index) =>
    sealHeader({ ...headerOf(index + 1, [change]), recordedAt: day(index + 1) }),
  );
  const gate = newGate('AAAAAAAAAAAAAAAAAAAAAA', null, foldEvents(events));
  return { events, gate };
}

const standing = (changes: Change[], scope: typeof SCOPE | typeof CALLS = SCOPE, rules = OPEN) => {
  const { events, gate } = history(...changes);
  return standingOf(gate, events, scope, NOW, rules);
};

describe('how a scope stands', () => {
  test('DRK-4: is told with the day that it is on record since', () => {
    expect(standing([granted(0)])).toMatchObject({ is: 'on', since: day(1) });
    expect(standing([granted(0), granted(0)])).toMatchObject({ is: 'on', since: day(2) });
    expect(standing([granted(0), withdrawn(1)])).toMatchObject({ is: 'stopped', since: day(2) });
    expect(standing([granted(0), withdrawn(1, '*')])).toMatchObject({
      is: 'stopped',
      since: day(2),
    });
    expect(standing([requested(0)])).toMatchObject({ is: 'pending', since: day(1) });
    expect(standing([granted(0, SCOPE, 2025)])).toMatchObject({ is: 'expired', since: day(1) });
    expect(
      standing([granted(0), { type: 'ContactBlocked', block: 'undeliverable' }]),
    ).toMatchObject({
      is: 'unreachable',
      since: day(2),
    });
    expect(standing([])).toMatchObject({ is: 'never', since: null });
  });

  test('DRK-4: is told with the day that a yes was given, where it was reported later', () => {
    const reported = (year: number): Change => ({
      ...{ ...granted(0, SCOPE, year), givenAt: '2025-01-15T12:00:00.000Z' },
    });
    expect(standing([reported(2028)])).toMatchObject({
      is: 'on',
      since: '2025-01-15T12:00:00.000Z',
    });
    expect(standing([reported(2025)])).toMatchObject({
      is: 'expired',
      since: '2025-01-15T12:00:00.000Z',
    });
  });

  test('tells nobody anything of whom nothing is on record', () => {
    expect(standingOf(undefined, [], SCOPE, NOW, OPEN)).toMatchObject({ is: 'never', since: null });
  });

  test('does not count a consent under a faulty notice', () => {
    const rules = { ...OPEN, invalidNotices: new Set(['n1']) };
    expect(standing([granted(0)], SCOPE, rules)).toMatchObject({ is: 'void', since: day(1) });
  });

  test('is the person’s own word, whether the contact point is held or not', () => {
    const { events, gate } = history(granted(0));
    const held = { ...gate, holds: ['tampering'] };
    expect(standingOf(held, events, SCOPE, NOW, OPEN)).toMatchObject({ is: 'on' });
  });

  test('of calls is on although nobody has looked the number up, and off where it is registered', () => {
    const screened: Change = { type: 'PhoneScreened', listedSince: 2, screenedOn: '2026-11-20' };
    expect(standing([granted(0, CALLS)], CALLS)).toMatchObject({ is: 'on' });
    expect(standing([granted(0, CALLS), screened], CALLS)).toMatchObject({ is: 'registered' });
  });

  test('offers a stop for all that is on or waits, and a yes for all that is not on', () => {
    const of = (...changes: Change[]) => {
      const one = standing(changes);
      return [canStop(one), canStart(one)];
    };
    expect(of(granted(0))).toEqual([true, false]);
    expect(of(requested(0))).toEqual([true, true]);
    expect(of(withdrawn(1))).toEqual([false, true]);
    expect(of()).toEqual([false, true]);
  });
});
