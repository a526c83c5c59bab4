import { describe, expect, test } from '@jest/globals';
import { addMonths, decide, type Tick } from '../../shared/domain/decide.ts';
import { sealHeader } from '../../shared/domain/event-hash.ts';
import { emptyGate, foldEvents } from '../../shared/domain/gate.ts';
import { granted, headerOf, requested, shown, withdrawn } from '../histories.ts';

const NOW = new Date('2026-11-23T10:00:00.000Z');
const tick: Tick = { scope: 'email.newsletter', shown, doubleOptIn: false, validityMonths: 24 };
const form = (ticks: Tick[]) => ({ kind: 'form', ticks }) as const;
const leave = { kind: 'withdraw', cover: 'email.newsletter', reason: 'withdrawn' } as const;
const stateAfter = (...changes: Parameters<typeof headerOf>[1]) =>
  foldEvents(changes.map((change, index) => sealHeader(headerOf(index + 1, [change]))));

describe('a form', () => {
  test('grants at once where nothing was ever withdrawn and no confirmation is asked', () => {
    expect(decide(form([tick]), emptyGate, NOW)).toEqual([granted(0)]);
  });

  test('waits for confirmation where the purpose asks for it', () => {
    expect(decide(form([{ ...tick, doubleOptIn: true }]), emptyGate, NOW)).toEqual([requested(0)]);
  });

  test('waits for confirmation after a withdrawal, whatever the purpose says', () => {
    expect(decide(form([tick]), stateAfter(withdrawn(1)), NOW)).toEqual([requested(1)]);
    expect(decide(form([tick]), stateAfter(withdrawn(1, '*')), NOW)).toEqual([requested(1)]);
  });

  test('with nothing ticked records nothing', () => {
    expect(decide(form([]), emptyGate, NOW)).toEqual([]);
  });
});

describe('a withdrawal', () => {
  test('is recorded of somebody unknown too', () => {
    expect(decide(leave, emptyGate, NOW)).toEqual([withdrawn(1)]);
  });

  test('twice adds nothing the second time', () => {
    expect(decide(leave, stateAfter(granted(0), withdrawn(1)), NOW)).toEqual([]);
  });

  test('counts up after consent was given anew', () => {
    const state = stateAfter(granted(0), withdrawn(1), granted(1));
    expect(decide(leave, state, NOW)).toEqual([withdrawn(2)]);
  });

  test('voids a grant that waits for confirmation', () => {
    expect(decide(leave, stateAfter(withdrawn(1), requested(1)), NOW)).toEqual([withdrawn(2)]);
  });
});

test.each([
  ['2026-01-31T10:00:00.000Z', 1, '2026-02-28T10:00:00.000Z'],
  ['2024-02-29T00:00:00.000Z', 24, '2026-02-28T00:00:00.000Z'],
  ['2026-11-23T10:00:00.000Z', 24, '2028-11-23T10:00:00.000Z'],
])('%s plus %i months is %s', (start, months, end) => {
  expect(addMonths(new Date(start), months).toISOString()).toBe(end);
});
