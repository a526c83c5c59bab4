import { describe, expect, test } from '@jest/globals';
import type { Change, LedgerEvent, Source } from '../../events/ledger-event.ts';
import type { Scope } from '../../events/scope.ts';
import { askedBefore, MOST_ASKED } from '../../shared/domain/asked-before.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { granted, headerOf, requested, shown, withdrawn } from '../histories.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
const NOW = new Date('2026-11-24T10:00:00Z');
const OFFERS = 'email.offers';
const EVENTS = 'email.events';

const asks = (scope: Scope, wordingId = 'w1', locale = 'en-GB'): Change => ({
  ...{ type: 'ConsentRequested', scope, basis: 0 },
  shown: { ...shown, wordingId, locale },
});

/** The last events of a contact point, given in the order in which they came. */
function newest(...events: { changes: Change[]; source?: Source; daysAgo?: number }[]) {
  return events
    .map(
      ({ changes, source = 'form', daysAgo = 1 }, index): LedgerEvent =>
        sealHeader({
          ...{ ...headerOf(index + 1, changes), source },
          recordedAt: new Date(NOW.getTime() - daysAgo * DAY_MS).toISOString(),
        }),
    )
    .toReversed();
}

const isNew = (changes: Change[], before: LedgerEvent[]) =>
  askedBefore(changes, before, NOW) === undefined;

describe('A16: what a form asks for again', () => {
  test('in the same words adds nothing, and its confirmation goes out once more', () => {
    const before = newest({ changes: [asks(OFFERS)] });
    expect(askedBefore([asks(OFFERS)], before, NOW)).toEqual([{ seq: 1, channel: 'email' }]);
    expect(
      askedBefore([asks('sms.offers')], newest({ changes: [asks('sms.offers')] }), NOW),
    ).toEqual([{ seq: 1, channel: 'sms' }]);
  });

  test('adds nothing where it counts at once, and nothing is sent', () => {
    expect(askedBefore([granted(0)], newest({ changes: [granted(0)] }), NOW)).toEqual([]);
    expect(
      askedBefore(
        [requested(0, 'phone.offers')],
        newest({ changes: [requested(0, 'phone.offers')] }),
        NOW,
      ),
    ).toEqual([]);
  });

  test('is not what was never asked for, nor a no', () => {
    expect(isNew([asks(OFFERS)], [])).toBe(true);
    expect(isNew([], newest({ changes: [asks(OFFERS)] }))).toBe(true);
    expect(isNew([withdrawn(1)], newest({ changes: [withdrawn(1)] }))).toBe(true);
  });

  test('with more or less ticked is another request: nobody is asked for what they did not tick', () => {
    const both = newest({ changes: [asks(OFFERS), asks(EVENTS)] });
    expect(isNew([asks(OFFERS)], both)).toBe(true);
    expect(isNew([asks(OFFERS), asks(EVENTS)], newest({ changes: [asks(OFFERS)] }))).toBe(true);
    expect(askedBefore([asks(EVENTS), asks(OFFERS)], both, NOW)).toEqual([
      { seq: 1, channel: 'email' },
    ]);
  });

  test.each<[string, Change[], Source]>([
    ['a withdrawal', [withdrawn(1, OFFERS)], 'one-click'],
    ['a withdrawal of something else', [withdrawn(1, EVENTS)], 'one-click'],
    ['a confirmation', [granted(0, OFFERS)], 'confirmation'],
    ['a yes on the preference page', [granted(0, OFFERS)], 'preference-page'],
    ['a bounce', [{ type: 'ContactBlocked', block: 'undeliverable' }], 'email-feedback'],
    [
      'a lookup',
      [{ type: 'PhoneScreened', listedSince: 2, screenedOn: '2026-11-23' }],
      'screening',
    ],
  ])('after %s means something else, and is recorded', (_, changes, source) => {
    const before = newest({ changes: [asks(OFFERS)] }, { changes, source });
    expect(isNew([asks(OFFERS)], before)).toBe(true);
  });

  test('a month later is recorded anew, and so is a yes that has run out meanwhile', () => {
    expect(isNew([asks(OFFERS)], newest({ changes: [asks(OFFERS)], daysAgo: 31 }))).toBe(true);
    const short: Change = { ...granted(0), validUntil: '2026-11-24T09:00:00.000Z' } as Change;
    expect(isNew([granted(0)], newest({ changes: [short] }))).toBe(true);
  });

  test(`in other words is recorded ${MOST_ASKED} times, and then no more: what asks for no more than this goes out again`, () => {
    const inWords = (index: number) => ({ changes: [asks(OFFERS, `w${index}`)] });
    const before = Array.from({ length: MOST_ASKED }, (_, index) => inWords(index));
    expect(isNew([asks(OFFERS, 'other')], newest(...before.slice(1)))).toBe(true);
    expect(askedBefore([asks(OFFERS, 'other')], newest(...before), NOW)).toEqual([
      { seq: MOST_ASKED, channel: 'email' },
    ]);
    const wider = { changes: [asks(OFFERS, 'wide'), asks(EVENTS, 'wide')] };
    expect(askedBefore([asks(OFFERS, 'other')], newest(...before, wider), NOW)).toEqual([
      { seq: MOST_ASKED, channel: 'email' },
    ]);
    // Another choice has its own count, and whoever confirms begins afresh.
    expect(isNew([asks(EVENTS, 'other')], newest(...before))).toBe(true);
    const answered = { changes: [granted(0, OFFERS)], source: 'confirmation' as const };
    expect(isNew([asks(OFFERS, 'other')], newest(...before, answered))).toBe(true);
  });

  test('is bounded also where a stop comes after each, as over a linked address it can', () => {
    const stop = { changes: [withdrawn(1, '*')], source: 'preference-page' as const };
    const before = Array.from({ length: MOST_ASKED }, () => [{ changes: [asks(OFFERS)] }, stop]);
    expect(askedBefore([asks(OFFERS)], newest(...before.flat()), NOW)).toEqual([]);
  });
});
