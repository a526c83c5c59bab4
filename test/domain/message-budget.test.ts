import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Spent, spend } from '../../shared/domain/message-budget.ts';

const MINUTE = 60_000;
const ALLOWANCE = { most: 3, withinMs: 1_000 * MINUTE, apartMs: 5 * MINUTE };
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 24) + minutes * MINUTE);

/** Asks at each of these minutes, for a cause of its own; the minutes at which one was sent. */
function sentAt(minutes: readonly number[]): number[] {
  let spent: Spent = [];
  return minutes.filter((minute, index) => {
    const spending = spend(spent, `cause ${index}`, at(minute), ALLOWANCE);
    if (spending.outcome === 'spent') spent = spending.after;
    return spending.outcome === 'spent';
  });
}

describe('A16: what one contact point may be sent', () => {
  test('is three messages, a while apart', () => {
    expect(sentAt([0, 1, 4, 5, 9, 10, 15, 500, 999])).toEqual([0, 5, 10]);
  });

  test('begins anew when the oldest is long past', () => {
    expect(sentAt([0, 5, 10, 1_000, 1_001, 1_005])).toEqual([0, 5, 10, 1_000, 1_005]);
  });

  test('is never more than the allowance in any stretch of time, however often it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (minutes) => {
        const sent = sentAt(minutes.toSorted((a, b) => a - b));
        for (const start of sent) {
          const within = sent.filter((minute) => minute >= start && minute < start + 1_000);
          expect(within.length).toBeLessThanOrEqual(ALLOWANCE.most);
        }
      }),
    );
  });

  test('is spent once for one cause', () => {
    const first = spend([], 'a', at(0), ALLOWANCE);
    expect(first.outcome).toBe('spent');
    const spent = first.outcome === 'spent' ? first.after : [];
    expect(spend(spent, 'a', at(100), ALLOWANCE)).toEqual({ outcome: 'repeated' });
  });
});
